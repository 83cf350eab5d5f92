import { escapeClipped } from './escape-html.ts';
import { formatNumber } from './format-number.ts';
import { REPORT_LIMITS } from './report-limits.ts';
import type { ReportTable } from './report-model.ts';

const CELL_LENGTH = 200;

/** One further table, as it is. */
export const reportTable = (table: ReportTable, index: number): string => {
  const id = `table-${index}`;
  const isNumber = (column: number): boolean => table.rows.some((row) => typeof row[column] === 'number');
  const align = (column: number): string => (isNumber(column) ? ' class="number"' : '');
  const shown = table.rows.slice(0, REPORT_LIMITS.tableRows);
  const left = table.rows.length - shown.length;
  const headers = table.columns.map(
    (name, column) => `<th scope="col"${align(column)}>${escapeClipped(name, CELL_LENGTH)}</th>`,
  );
  const rows = shown.map(
    (row) => `<tr>${row.map((cell, column) => tableCell(cell, column, align(column))).join('')}</tr>`,
  );
  return [
    `<section aria-labelledby="${id}"><h2 id="${id}">${escapeClipped(table.title, CELL_LENGTH)}</h2>`,
    `<div class="card"><div class="scroll" tabindex="0" role="group" aria-label="Table"><table>`,
    `<thead><tr>${headers.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`,
    left > 0 ? `<p class="small muted">${left} more rows are not shown.</p>` : '',
    '</div></section>',
  ].join('');
};

const tableCell = (cell: string | number, column: number, align: string): string => {
  const text = typeof cell === 'number' ? formatNumber(cell) : escapeClipped(cell, CELL_LENGTH);
  return column === 0 ? `<th scope="row"${align}>${text}</th>` : `<td${align}>${text}</td>`;
};
