import type { AlertLinks } from './alert-links.ts';
import { dashboardUrl } from './console-urls.ts';

/** Links to what an installation has: its dashboard, and pages about signals where it was said where they are. */
export const configuredLinks = (region: string, dashboard: string, docsUrl: string): AlertLinks => {
  const url = dashboard === '' ? undefined : dashboardUrl(region, dashboard);
  const base = docsUrl.replace(/\/$/, '');
  return {
    ...(url !== undefined && { dashboardUrl: url }),
    ...(docsUrl !== '' && { signalDocsUrl: (signal) => `${base}/${signal}.md` }),
  };
};
