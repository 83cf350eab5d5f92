import { PICTURE_STYLE } from './picture-style.ts';

/** How the dashboard wants it. */
export interface WidgetLook {
  readonly theme: 'light' | 'dark';
  readonly widthPx: number;
  /** ARN of the function that draws: links call it again. */
  readonly endpoint: string;
}

/** Below this the labels of a wide picture do not fit. */
const NARROW_PX = 520;

const WIDGET_STYLE = [
  '.nightjar{color:var(--nj-text);font-size:13px;line-height:1.45;overflow-wrap:anywhere}',
  '.nightjar h2{font-size:14px;line-height:1.3;margin:14px 0 6px;color:inherit}.nightjar h2:first-child{margin-top:0}',
  '.nightjar p{margin:4px 0;color:inherit}.nightjar .muted{color:var(--nj-muted)}',
  '.nightjar table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;background:none}',
  '.nightjar th,.nightjar td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border:0;border-bottom:1px solid var(--nj-rule);color:inherit;background:none}',
  '.nightjar thead th{color:var(--nj-muted);font-weight:600;white-space:nowrap}',
  '.nightjar .number{text-align:right}.nightjar .nowrap{white-space:nowrap}',
  '.nightjar a{color:var(--nj-observed);cursor:pointer;text-decoration:underline}',
  '.nightjar .badge{font-weight:650;font-size:12px;white-space:nowrap}',
  '.nightjar .low{color:var(--nj-low)}.nightjar .medium{color:var(--nj-medium)}.nightjar .high{color:var(--nj-high)}.nightjar .critical{color:var(--nj-critical)}',
  '.nightjar select{font:inherit;color:inherit;background:var(--nj-paper);border:1px solid var(--nj-muted);border-radius:4px;padding:3px 6px;max-width:100%}',
  '.nightjar form{margin:0 0 8px}',
  '.nightjar .legend{display:flex;flex-wrap:wrap;gap:2px 16px;color:var(--nj-muted);font-size:12px;margin:2px 0 10px}',
  '.nightjar .legend span::before{content:"";display:inline-block;width:14px;height:8px;margin-right:6px;border-radius:2px;background:var(--swatch)}',
  '.nightjar .legend .dot::before{width:8px;border-radius:50%}',
  '.nightjar tbody th{min-width:8em}',
  '.nightjar svg{display:block}.nightjar .nj-spark{width:100%;height:24px}',
  '.nightjar .others{margin:0 0 16px}.nightjar .others td:nth-child(2){width:60%}',
  // CloudWatch reads it; nobody else needs to.
  '.nightjar cwdb-action{display:none}',
].join('\n');

/** What a widget shows, with the style of its theme. `body` is escaped already. */
export const widgetFrame = ({ theme, widthPx }: WidgetLook, body: string): string =>
  `<style>${PICTURE_STYLE}\n${WIDGET_STYLE}</style>` +
  `<div class="nightjar${widthPx < NARROW_PX ? ' nj-narrow' : ''}" data-theme="${theme}">${body}</div>`;
