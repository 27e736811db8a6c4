/* @include io.jenkins.containerbuild.report.history.figures */
/* @include io.jenkins.containerbuild.report.history.builds */
/* @include io.jenkins.containerbuild.report.history.elements */
/* The table of builds, sorted by any of its columns. */
(function (shared) {
  'use strict';

  const { bytes, time, count, dates, name, links, element } = shared;
  const FIRST_ROWS = 50;

  const COLUMNS = [
    { label: 'Build', only: (build) => build.build, sort: (build) => (/^\d+$/.test(build.build) ? Number(build.build) : build.build || build.when), draw: drawBuild },
    { label: 'Started', sort: (build) => build.when, text: (build) => dates.format(new Date(build.when)), wide: true },
    { label: 'Size', sort: (build) => build.bytes, text: (build) => bytes(build.bytes), number: true },
    { label: 'Application', sort: (build) => build.applicationBytes, text: (build) => bytes(build.applicationBytes), number: true, wider: true },
    { label: 'Duration', sort: (build) => build.milliseconds, text: (build) => time(build.milliseconds), number: true },
    { label: 'Context', sort: (build) => build.contextBytes, text: (build) => bytes(build.contextBytes), number: true },
    { label: 'Cache hits', sort: (build) => build.cached, text: (build) => build.cached + ' of ' + (build.cached + build.made), number: true },
    { label: 'Findings', only: (build) => build.findings !== undefined, sort: (build) => build.findings, text: (build) => count(build.findings), number: true, wider: true },
    { label: 'Builder', sort: (build) => build.builder, text: (build) => build.builder, wider: true },
    { label: 'Result', sort: (build) => (build.reused ? 0 : 1), draw: drawResult, wide: true },
    { label: 'Digest', sort: (build) => build.digest, draw: drawDigest, wide: true },
  ];

  function drawBuild(cell, build) {
    const url = links.get(build);
    element(cell, url ? 'a' : 'span', { href: url }, build.build ? name(build) : '–');
  }

  function drawResult(cell, build) {
    element(cell, 'span', {}, build.reused ? 'reused' : 'built');
    if (build.reason) {
      element(cell, 'span', { class: 'cbt-why', title: build.reason }, build.reason);
    }
  }

  function drawDigest(cell, build) {
    element(cell, 'code', { title: build.digest }, (build.digest || '').replace(/^[^:]*:/, '').slice(0, 12));
  }

  class Table {
    constructor(parent) {
      this.region = element(parent, 'div', { class: 'cbt-table-region', role: 'region', tabindex: '0', 'aria-label': 'Table of builds' });
      this.more = element(parent, 'button', { class: 'cbt-button jenkins-button', type: 'button', hidden: '' });
      this.more.addEventListener('click', () => {
        this.rows = Infinity;
        this.draw();
      });
      this.by = 1;
      this.direction = -1;
    }

    show(builds) {
      this.builds = builds;
      this.rows = FIRST_ROWS;
      this.columns = COLUMNS.filter((column) => !column.only || builds.some(column.only));
      this.draw();
    }

    draw() {
      const table = element(null, 'table', { class: 'cbt-table jenkins-table' });
      const head = element(element(table, 'thead'), 'tr');
      for (const column of this.columns) {
        this.drawHeading(head, column);
      }
      const body = element(table, 'tbody');
      for (const build of this.sorted().slice(0, this.rows)) {
        this.drawRow(element(body, 'tr'), build);
      }
      this.region.replaceChildren(table);
      this.more.hidden = this.builds.length <= this.rows;
      this.more.textContent = 'Show all ' + count(this.builds.length) + ' builds';
    }

    drawHeading(head, column) {
      const sorted = COLUMNS[this.by] === column;
      const cell = element(head, 'th', {
        scope: 'col', class: kind(column), 'aria-sort': sorted ? (this.direction > 0 ? 'ascending' : 'descending') : null,
      });
      const button = element(cell, 'button', { type: 'button', class: 'cbt-sort' }, column.label);
      button.addEventListener('click', () => {
        this.direction = sorted ? -this.direction : column.number ? -1 : 1;
        this.by = COLUMNS.indexOf(column);
        this.draw();
        this.region.querySelector('[aria-sort] button').focus();
      });
    }

    /** Builds with the same value keep their order, the newest first; those with unknown values come last. */
    sorted() {
      const key = COLUMNS[this.by].sort;
      const compare = (a, b) => {
        if (a === undefined || b === undefined) {
          return (a === undefined) - (b === undefined);
        }
        const order = typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === 'number' ? -1 : 1;
        return order * this.direction;
      };
      return this.builds.slice().reverse().sort((a, b) => compare(key(a), key(b)));
    }

    drawRow(row, build) {
      for (const column of this.columns) {
        const cell = element(row, 'td', { class: kind(column) });
        if (column.draw) {
          column.draw(cell, build);
        } else if (column.sort(build) !== undefined) {
          cell.textContent = column.text(build);
        }
      }
    }
  }

  function kind(column) {
    return (column.number ? 'cbt-number' : '') + (column.wide ? ' cbt-wide' : '') + (column.wider ? ' cbt-wide cbt-wider' : '');
  }

  Object.assign(shared, { Table });
})(window.containerBuild = window.containerBuild || {});
