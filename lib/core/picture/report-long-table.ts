/** Rows that a table shows where scripts run, until all of them are asked for: laying out a thousand takes a while. */
export const ROWS_AT_FIRST = 100;

/** What makes a long table short at first: its attribute, and the button that shows all rows. On paper it has them all. */
export const pagedTable = (tableId: string, rows: number): { readonly attribute: string; readonly button: string } =>
  rows <= ROWS_AT_FIRST
    ? { attribute: '', button: '' }
    : {
        attribute: ' data-paged',
        button: `<p class="filtering" hidden><button type="button" class="more" data-shows="${tableId}">Show all ${rows.toLocaleString('en-US')} rows</button></p>`,
      };

/** A field that hides the rows of a table that do not hold what is typed; shown where scripts run. */
export const filterField = (tableId: string, label: string): string =>
  `<div class="filtering" hidden><label class="small" for="${tableId}-filter">${label}</label>` +
  `<input class="filter" id="${tableId}-filter" data-filters="${tableId}" type="search" autocomplete="off">` +
  '<p class="small muted" role="status"></p></div>';

/** What a cell is sorted by, where its text does not say it. */
export const valueAttribute = (value: number, text: string): string => {
  const rounded = String(Number(value.toPrecision(6)));
  return rounded === text ? '' : ` data-value="${rounded}"`;
};
