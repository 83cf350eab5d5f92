import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../../lib/core/alert/mask-secrets.ts';
import { generatedSecrets } from '../../support/generated-secrets.ts';
import { ordinaryLines } from '../../support/ordinary-lines.ts';

/** Made-up secrets in lines as applications write them: the part between the marks must not survive. */
const SECRETS = [
  'using key «AKIAIOSFODNN7EXAMPLE» for upload',
  'credentials expired for «ASIAIOSFODNN7EXAMPLE»',
  'AWS_SECRET_ACCESS_KEY=«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»',
  'found «wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY» in the environment',
  'aws_secret_access_key: "«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»"',
  'jwt «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U» rejected',
  'Authorization: Bearer «abcdefgh12345678abcdefgh»',
  "headers: { authorization: 'Bearer «mF_9.B5f-4.1JqM»' }",
  'authorization=Basic «dXNlcjpwYXNzd29yZA==»',
  'GET /cb?access_token=«ya29.a0AfB_byC1234567890abcdef»&state=1',
  'connecting to postgres://app:«s3cr3t-pa55»@db.internal:5432/orders',
  'redis://:«hunter2hunter2»@cache.internal:6379',
  'https://ci:«ghp_16C7e42F292c6912E7710c838347Ae178B4a»@git.example/repo.git',
  'password=«hunter22»',
  'Login failed, password: «Tr0ub4dor&3»',
  '{"password":"«correct horse»"}',
  '{"userPassword":"«hunter22»","user":"kim"}',
  '{"db_password": "«hunter22»"}',
  'DB_PASSWORD=«hunter22» PORT=5432',
  'pwd=«letmein1»;Server=db',
  'Server=tcp:db;User ID=sa;Password=«P4ssw0rd!»;',
  'api_key=«0123456789abcdef0123456789abcdef»',
  'x-api-key: «da2-abcdefghijklmnopqrstuvwxyz»',
  'apiKey: «k-123456»,',
  '{"client_secret":"«8f14e45fceea167a5a36dedd4bea2543»"}',
  'secret => «s3cr3ts3cr3t»',
  'token: «9b2f6c0d1e»',
  '\\"password\\":\\"«hunter22»\\"',
  'slack «xoxb-123456789012-123456789012-AbCdEfGhIjKlMnOpQrStUvWx» failed',
  'POST https://hooks.slack.com/services/«T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX» 404',
  'github «ghp_16C7e42F292c6912E7710c838347Ae178B4a»',
  'github_pat «github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789»',
  'stripe «sk_live_4eC39HqLyjWDarjtT1zdp7dc»',
  'gitlab «glpat-abcdefghij1234567890»',
  'google «AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe»',
  'sendgrid «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»',
  'npm «npm_abcdefghijklmnopqrstuvwxyz0123456789»',
  'X-Amz-Signature=«fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024»&x=1',
  'X-Amz-Security-Token=«IQoJb3JpZ2luX2VjEXAMPLE»',
  'Set-Cookie: «session=abc123def456»',
  '-----BEGIN RSA PRIVATE KEY-----«MIIEpAIBAAKCAQEA7»-----END RSA PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----«MIIEvQIBADANBgkqhkiG9w0BAQEFAASC»',
  '-----BEGIN OPENSSH PRIVATE KEY----- «b3BlbnNzaC1rZXktdjEAAAAA» -----END OPENSSH PRIVATE KEY-----',
  'mail to «kim.doe+orders@mail.example» bounced',
  'user=«kim_doe@sub.company.example» not found',
  'card «4111 1111 1111 1111» declined',
  'card «5555-5555-5555-4444» declined',
  'pan=«378282246310005»',
  'number «4242424242424242»,',
  'AccountKey=«Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==»;',
] as const;

const ORDINARY = [
  'START RequestId: 8f507cfc-example-4697-b07a-ac58fc914c95 Version: $LATEST',
  'REPORT RequestId: 8f507cfc-1111-4697-b07a-ac58fc914c95 Duration: 123.45 ms Billed Duration: 124 ms Memory Size: 128 MB',
  '2026-01-06T20:47:00.000Z 8f507cfc-1111-4697-b07a-ac58fc914c95 Task timed out after 3.00 seconds',
  'TypeError: Cannot read properties of undefined (reading "id")',
  'at Runtime.handler (/var/task/index.js:12:34)',
  'AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/app/f is not authorized to perform: dynamodb:Query',
  'commit 9c1185a5c5e9fc54612808977ee8f548b2258d31 deployed',
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 pulled',
  'took 1767732420000 ms since epoch 1767732420123',
  'order 4111111111111112 shipped',
  'trace 1-67891233-abcdef012345678912345678 sampled',
  'password is required',
  'password: null',
  'token expired',
  'invalid token: undefined',
  'the token was refreshed',
  'Basic authentication failed',
  'bearer of bad news',
  'secret rotation finished in 3 s',
  'compass: north',
  'bypass=true for 3 rules',
  'passed: 14, failed: 0',
  'passing=12',
  'GET https://api.partner.example/v1/orders?page=2 200 34ms',
  'retrying in 250 ms (attempt 3 of 5)',
  'cold start: 812 ms',
  'queue arn:aws:sqs:eu-west-1:123456789012:orders depth 1200',
  'java.lang.IllegalStateException: stream closed',
  'npm WARN deprecated package',
  'user 42 logged in from 10.0.0.7',
  'Content-Type: application/json; charset=utf-8',
  'tokens: 1532 used of 4096',
  'max_tokens=4096',
  'key=orders/2026/01/06/part-0001.parquet',
  'monkey: banana',
  'keyboard layout us',
  's3://bucket/prefix/2026-01-06T20-47-00.json.gz',
  '@company/package@1.2.3 installed',
  'INIT_START Runtime Version: nodejs:24.v12 Runtime Version ARN: arn:aws:lambda:eu-west-1::runtime:0123456789abcdef',
  'phone +49 30 1234567890 called',
  'isbn 978-3-16-148410-0',
  'uuid 44444444-4444-4444-8444-444444444444',
  'ratio 0.4111111111111111',
  'version 42 authorized by policy',
  'cookies enabled',
  'signature verified',
  'session 12345 closed',
  'authorization header missing',
  'credentials loaded from environment',
  'PartitionKey: user#42',
] as const;

describe('masking of secrets', () => {
  it.each(SECRETS)('hides %s', (marked) => {
    const secret = /«(.*)»/.exec(marked)?.[1] ?? '';
    const masked = maskSecrets(marked.replaceAll(/[«»]/g, ''));
    expect(secret).not.toBe('');
    expect(masked).not.toContain(secret);
    expect(masked).toContain('hidden]');
  });

  it.each(ORDINARY)('leaves %s', (line) => {
    expect(maskSecrets(line)).toBe(line);
  });

  it('hides at least 98 % of made-up secrets of every kind, each in its line', () => {
    const lines = generatedSecrets(800, 11);
    const shown = lines.filter((marked) => {
      const secret = /«(.*)»/.exec(marked)?.[1] ?? '';
      return maskSecrets(marked.replaceAll(/[«»]/g, '')).includes(secret);
    });
    expect(shown.length / lines.length, shown.slice(0, 5).join('\n')).toBeLessThanOrEqual(0.02);
  });

  it('leaves at least 99 % of ordinary lines as they are', () => {
    const lines = ordinaryLines(900, 5);
    const changed = lines.filter((line) => maskSecrets(line) !== line);
    expect(changed.length / lines.length, changed.slice(0, 5).join('\n')).toBeLessThanOrEqual(0.01);
  });
});
