import { inject, vi } from 'vitest';

export const ENDPOINT = inject('motoEndpoint');
export const REGION = 'eu-west-1';
/** moto's own. */
export const ACCOUNT = '123456789012';

export const VARIABLES = {
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL: ENDPOINT,
} as const;

/** For clients of the SDK, which look into the environment themselves. */
export const stubEnvironment = (): void => {
  for (const [name, value] of Object.entries(VARIABLES)) vi.stubEnv(name, value);
};

/** An account without anything in it. */
export const resetAccount = async (): Promise<void> => {
  const { ok } = await fetch(`${ENDPOINT}/moto-api/reset`, { method: 'POST' });
  if (!ok) throw new Error('moto did not reset');
};
