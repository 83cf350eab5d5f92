/**
 * The only script of a report: sorts and filters its tables, and shows the rest of long ones. Without it they stand as they
 * are. It reads `data-value` and text of cells, and writes nothing but the order and visibility of rows.
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
  const paging = (button) => {
    const table = document.getElementById(button.dataset.shows);
    button.parentElement.hidden = false;
    button.addEventListener('click', () => {
      delete table.dataset.paged;
      button.parentElement.remove();
      table.parentElement.focus();
    });
  };
  const filtering = (field) => {
    const table = document.getElementById(field.dataset.filters);
    const body = table.tBodies[0];
    const button = document.querySelector('[data-shows=' + table.id + ']');
    const count = field.parentElement.querySelector('[role=status]');
    field.parentElement.hidden = false;
    field.addEventListener('input', () => {
      const wanted = field.value.trim().toLowerCase();
      let shown = 0;
      if (button && button.isConnected) {
        button.parentElement.hidden = wanted !== '';
        if (wanted) delete table.dataset.paged;
        else table.dataset.paged = '';
      }
      for (const row of body.rows) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
        if (!row.hidden) shown++;
      }
      count.textContent = wanted ? shown + ' of ' + body.rows.length : '';
    });
  };
  document.querySelectorAll('table[data-sortable]').forEach(sortable);
  document.querySelectorAll('button[data-shows]').forEach(paging);
  document.querySelectorAll('input[data-filters]').forEach(filtering);
})();
`;

/** SHA-256 of {@link REPORT_SCRIPT} in base64, for the page's content security policy: no other script can run. */
export const REPORT_SCRIPT_SHA256 = 'S77+V7XtwFPipaLk4BxtqiV2K3qJ2x+eSEGPlAJ0gaQ=';
