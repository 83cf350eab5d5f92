/**
 * The only script of a report: sorts and filters its tables. Without it they stand as they are. It reads `data-value` and
 * text of cells, and writes nothing but the order and visibility of rows.
 */
export const REPORT_SCRIPT = `
(() => {
  const sortable = (table) => {
    const body = table.tBodies[0];
    const valueOf = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent;
    for (const header of table.tHead.rows[0].querySelectorAll('th[data-sort]')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener('click', () => {
        const numeric = header.dataset.sort === 'number';
        const first = numeric ? 'descending' : 'ascending';
        const second = numeric ? 'ascending' : 'descending';
        const next = header.getAttribute('aria-sort') === first ? second : first;
        for (const other of table.querySelectorAll('th[aria-sort]')) other.removeAttribute('aria-sort');
        header.setAttribute('aria-sort', next);
        const sign = next === 'ascending' ? 1 : -1;
        const column = header.cellIndex;
        const collator = new Intl.Collator();
        const compare = numeric
          ? (a, b) => Number(valueOf(a, column)) - Number(valueOf(b, column))
          : (a, b) => collator.compare(valueOf(a, column), valueOf(b, column));
        body.append(...[...body.rows].sort((a, b) => sign * compare(a, b)));
      });
    }
  };
  const filtering = (field) => {
    const body = document.getElementById(field.dataset.filters).tBodies[0];
    const count = field.parentElement.querySelector('[role=status]');
    field.parentElement.hidden = false;
    field.addEventListener('input', () => {
      const wanted = field.value.trim().toLowerCase();
      let shown = 0;
      for (const row of body.rows) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
        if (!row.hidden) shown++;
      }
      count.textContent = wanted ? shown + ' of ' + body.rows.length : '';
    });
  };
  document.querySelectorAll('table[data-sortable]').forEach(sortable);
  document.querySelectorAll('input[data-filters]').forEach(filtering);
})();
`;

/** SHA-256 of {@link REPORT_SCRIPT} in base64, for the page's content security policy: no other script can run. */
export const REPORT_SCRIPT_SHA256 = 'jmHemZT/tAdxPybMhVqwME/bw12f8wpEZOLA4M2MYAs=';
