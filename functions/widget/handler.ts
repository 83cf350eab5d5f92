import { widgetHandler } from './widget-handler.ts';

/** Called by CloudWatch dashboards, with the rights of whoever looks at them. */
export const handler = widgetHandler(process.env);
