// A real OpenID Connect provider for the tests: whoever types a name is signed in as that name.
//
// node provider.mjs PORT, with on standard input one JSON object: tracker (the address under test), jwks (private).
import { Provider } from 'oidc-provider';
import { text } from 'node:stream/consumers';

const port = Number(process.argv[2]);
const { tracker, jwks } = JSON.parse(await text(process.stdin));
const access = { scope: '', audience: 'tracker-api', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks,
  clients: [
    {
      client_id: 'tracker',
      client_secret: 'the secret of the tracker',
      redirect_uris: [`${tracker}/sign-in/callback`],
      post_logout_redirect_uris: [`${tracker}/signed-out`],
    },
    {
      client_id: 'program',
      client_secret: 'the secret of the program',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    },
  ],
  cookies: { keys: ['signs the cookies of the provider'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  pkce: { required: () => true },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: { enabled: true, getResourceServerInfo: () => access },
    rpInitiatedLogout: { enabled: true },
  },
});

provider.listen(port, '127.0.0.1', () => process.stdout.write('ready\n'));
