/** A field that hides the rows of a table that do not hold what is typed; shown where scripts run. */
export const filterField = (tableId: string, label: string): string =>
  `<div class="filtering" hidden><label class="small" for="${tableId}-filter">${label}</label>` +
  `<input class="filter" id="${tableId}-filter" data-filters="${tableId}" type="search" autocomplete="off">` +
  '<p class="small muted" role="status"></p></div>';
