import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** `NIGHTJAR_CHROMIUM` or the machine's own; `undefined` where there is none. */
export const chromiumPath: string | undefined = [process.env['NIGHTJAR_CHROMIUM'] ?? '', ...PLACES].find(
  (path) => path !== '' && existsSync(path),
);

export const NO_CHROMIUM = `no Chromium (looked at ${PLACES.join(', ')}); set NIGHTJAR_CHROMIUM, or install Debian's package chromium`;

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox', '--disable-gpu'] });
