/**
 * The only script of a report: sorts and filters the table of functions. Without it the table stands as it is. It reads
 * `data-value` of cells and text of row headers, and writes nothing but the order and visibility of rows.
 */
export const REPORT_SCRIPT = `
(() => {
  const table = document.querySelector('table[data-sortable]');
  if (!table) return;
  const body = table.tBodies[0];
  const valueOf = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent;
  table.tHead.rows[0].querySelectorAll('th[data-sort]').forEach((header) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener('click', () => {
      const numeric = header.dataset.sort === 'number';
      const first = numeric ? 'descending' : 'ascending';
      const second = numeric ? 'ascending' : 'descending';
      const next = header.getAttribute('aria-sort') === first ? second : first;
      table.querySelectorAll('th[aria-sort]').forEach((other) => other.removeAttribute('aria-sort'));
      header.setAttribute('aria-sort', next);
      const sign = next === 'ascending' ? 1 : -1;
      const column = header.cellIndex;
      const compare = numeric
        ? (a, b) => Number(valueOf(a, column)) - Number(valueOf(b, column))
        : (a, b) => valueOf(a, column).localeCompare(valueOf(b, column));
      body.append(...[...body.rows].sort((a, b) => sign * compare(a, b)));
    });
  });
  const filter = document.getElementById('filter');
  const count = document.getElementById('filter-count');
  filter.parentElement.hidden = false;
  filter.addEventListener('input', () => {
    const wanted = filter.value.trim().toLowerCase();
    let shown = 0;
    for (const row of body.rows) {
      row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
      if (!row.hidden) shown++;
    }
    count.textContent = wanted ? shown + ' of ' + body.rows.length : '';
  });
})();
`;

/** SHA-256 of {@link REPORT_SCRIPT} in base64, for the page's content security policy: no other script can run. */
export const REPORT_SCRIPT_SHA256 = 'nQFiDNyRW2OACKuKHBveak1B7wYP3zQL0pw9BPtRpFk=';
