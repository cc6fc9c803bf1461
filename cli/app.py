"""All commands, in the order in which ``ilb --help`` lists them. What a command needs is loaded when it runs."""

from __future__ import annotations

import typer

from cli import bounced, forget, grant, imports, rebuild, reconcile, report, serving, submit, units, up, verify, waves

app = typer.Typer(
    help="iLB rollout tracker: how the Bundesagentur's offices take up the individuelle Lernbegleitung.",
    epilog="Settings are ILB_... variables; docs/install.md has the table.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "ILB"},
)

app.command("up")(up.up)
app.command("api")(serving.api)
app.command("worker")(serving.worker)
app.command("migrate")(serving.migrate)
app.command("import")(imports.import_file)
app.command("grant")(grant.grant)
app.command("forget")(forget.forget)
app.command("bounced")(bounced.bounced)
app.command("units")(units.units)
app.command("unit")(units.unit)
app.command("submit")(submit.submit)
app.add_typer(waves.app, name="wave")
app.command("report")(report.report)
app.command("verify")(verify.verify)
app.add_typer(rebuild.app, name="rebuild")
app.command("reconcile")(reconcile.reconcile)
