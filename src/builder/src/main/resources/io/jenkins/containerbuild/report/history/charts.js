/*
 * Draws the trends of container builds into each element of the class container-build-trends. Used by the page of the command line's
 * report and by the Jenkins plugin alike. Text gets into the page by text nodes only, styles by charts.css or the CSSOM, so that a content
 * security policy without any "unsafe" holds.
 *
 *   data-trends-from  id of a script element of type application/json that has the trends, or
 *   data-trends-url   where they are fetched from (same origin); their form is that of the Java class Trends
 *   data-view         "full" (default), or "compact": size and duration alone, without a table
 *   data-link-base    what relative links of builds are relative to; without it that is the page
 *   data-csv-from     id of a script element of type application/json that has the CSV as a string, or
 *   data-csv-url      where the CSV is downloaded from
 *   data-json-url     where the JSON is downloaded from; without it the trends at hand are offered
 */
(function () {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';
  const FIRST_ROWS = 50;
  const RANGES = [25, 100];
  const LABEL_GAP = 24;
  const DENSE = 3;
  const MARGIN = { top: 8, right: 8, bottom: 24, left: 62 };

  // ------------------------------------------------------------------ figures for people, as the Java class Figures writes them

  const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

  function bytes(value) {
    let unit = 0;
    let scaled = value;
    while (Math.abs(scaled) >= 1000 && unit < BYTE_UNITS.length - 1) {
      scaled /= 1000;
      unit++;
    }
    const digits = unit === 0 || Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2;
    const power = 10 ** digits;
    return (Math.trunc(scaled * power) / power).toFixed(digits) + ' ' + BYTE_UNITS[unit];
  }

  function time(millis) {
    const size = Math.abs(millis);
    if (size < 1000) {
      return Math.round(millis) + ' ms';
    }
    if (size < 60000) {
      return (Math.trunc(millis / 100) / 10).toFixed(1) + ' s';
    }
    const seconds = Math.trunc(size / 1000);
    return (millis < 0 ? '-' : '') + Math.trunc(seconds / 60) + ' min ' + String(seconds % 60).padStart(2, '0') + ' s';
  }

  function count(value) {
    return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
  }

  /** Steps between the ticks of an axis, and what stands at a tick. */
  const BYTES = {
    format: bytes,
    step: (rough) => {
      const unit = 1000 ** Math.floor(Math.log10(Math.max(1, rough)) / 3);
      return Math.max(1, unit * decimalStep(rough / unit, [1, 2, 2.5, 5, 10]));
    },
    tick: (value) => bytes(value).replace(/\.0+ /, ' ').replace(/(\.\d*?)0+ /, '$1 '),
  };
  const TIME = {
    format: time,
    step: (rough) => [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1.5e4, 3e4, 6e4, 1.2e5, 3e5, 6e5, 9e5, 1.8e6]
      .find((step) => step >= rough) || 3.6e6 * Math.ceil(rough / 3.6e6),
    tick: (value) => time(value).replace('.0 s', ' s').replace(' min 00 s', ' min').replace(/ min (\d\d) s/, ':$1 min'),
  };
  const COUNT = { format: count, step: (rough) => Math.max(1, Math.round(decimalStep(rough, [1, 2, 5, 10]))), tick: count };

  function decimalStep(rough, factors) {
    const power = 10 ** Math.floor(Math.log10(rough));
    return power * factors.find((factor) => factor * power >= rough * 0.999);
  }

  // ------------------------------------------------------------------ what is drawn

  function charts(phases) {
    const known = (build, phase) => (build.phases || {})[phase];
    const sum = (build) => phases.reduce((total, phase) => total + (known(build, phase) || 0), 0);
    return [
      {
        id: 'size', title: 'Image size', unit: BYTES, kind: 'area', total: (build) => build.bytes,
        series: [
          { id: 'base', label: 'Base', value: (build) => build.baseBytes },
          { id: 'application', label: 'Application', value: (build) => build.applicationBytes },
        ],
      },
      {
        id: 'duration', title: 'Duration', unit: TIME, kind: 'bars', total: (build) => build.milliseconds,
        note: 'Phases may overlap, so a column may be higher than the whole.',
        series: phases.map((phase) => ({ id: phase, label: capital(phase), value: (build) => known(build, phase) }))
          .concat({ id: 'other', label: 'Other', value: (build) => Math.max(0, build.milliseconds - sum(build)) }),
      },
      {
        id: 'context', title: 'Context sent', unit: BYTES, kind: 'bars', total: (build) => build.contextBytes,
        series: [{ id: 'sent', label: 'Sent', value: (build) => build.contextBytes }],
      },
      {
        id: 'cache', title: 'Cache hits', unit: COUNT, kind: 'bars', total: (build) => build.cached,
        series: [
          { id: 'cached', label: 'Instructions found', value: (build) => build.cached },
          { id: 'made', label: 'Carried out', value: (build) => build.made },
        ],
      },
    ];
  }

  function capital(word) {
    return word.charAt(0).toUpperCase() + word.slice(1);
  }

  const dates = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const days = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { month: 'short', day: 'numeric' });
  const hours = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { timeStyle: 'short' });

  function name(build) {
    return !build.build ? dates.format(new Date(build.when)) : /^\d+$/.test(build.build) ? '#' + build.build : build.build;
  }

  /** What stands under an axis: where runs have no ids, the day, or the hour if all are of one day. */
  function shortName(build, builds) {
    const day = (one) => days.format(new Date(one.when));
    return build.build ? (name(build).length > 9 ? name(build).slice(0, 8) + '…' : name(build)) : (day(builds[0]) === day(builds[builds.length - 1]) ? hours : days).format(new Date(build.when));
  }

  function imageName(image) {
    return image || '(no name)';
  }

  /** Where builds are looked at, by build. */
  const links = new WeakMap();

  /** A link that leads to a page; never script. */
  function keepLink(build, base) {
    try {
      const url = new URL(build.link, base);
      if (build.link && ['http:', 'https:', 'file:'].includes(url.protocol)) {
        links.set(build, url.href);
      }
    } catch (notAnAddress) {
      links.delete(build);
    }
  }

  // ------------------------------------------------------------------ elements

  function element(parent, tag, attributes, text) {
    return append(parent, document.createElement(tag), attributes, text);
  }

  function shape(parent, tag, attributes, text) {
    return append(parent, document.createElementNS(SVG, tag), attributes, text);
  }

  function append(parent, made, attributes, text) {
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined) {
        made.setAttribute(key, value);
      }
    }
    if (text !== undefined) {
      made.textContent = text;
    }
    if (parent) {
      parent.appendChild(made);
    }
    return made;
  }

  let ids = 0;

  function freshId() {
    return 'container-build-' + ++ids;
  }

  // ------------------------------------------------------------------ one chart

  class Chart {
    constructor(parent, definition, onPoint) {
      this.definition = definition;
      this.onPoint = onPoint;
      this.card = element(parent, 'section', { class: 'cbt-card', 'data-chart': definition.id });
      const head = element(this.card, 'div', { class: 'cbt-head' });
      const title = element(head, 'h3', { class: 'cbt-title', id: freshId() }, definition.title);
      this.latest = element(head, 'span', { class: 'cbt-latest' });
      this.delta = element(head, 'span', { class: 'cbt-delta' });
      this.legend = element(this.card, 'ul', { class: 'cbt-legend' });
      this.plot = element(this.card, 'div', {
        class: 'cbt-plot', role: 'slider', tabindex: '0', 'aria-labelledby': title.id, 'aria-orientation': 'horizontal',
      });
      this.tip = element(this.card, 'div', { class: 'cbt-tip', 'aria-hidden': 'true', hidden: '' });
      this.summary = element(this.card, 'p', { class: 'cbt-summary', id: freshId() });
      this.plot.setAttribute('aria-describedby', this.summary.id);
      this.listen();
    }

    listen() {
      this.plot.addEventListener('pointermove', (event) => {
        const left = this.plot.getBoundingClientRect().left + MARGIN.left;
        this.onPoint(this, Math.max(0, Math.min(this.builds.length - 1, Math.floor((event.clientX - left) / this.slot))));
      });
      this.plot.addEventListener('pointerleave', () => this.onPoint(this, -1));
      this.plot.addEventListener('focus', () => this.plot.matches(':focus-visible') && this.onPoint(this, this.builds.length - 1));
      this.plot.addEventListener('blur', () => this.onPoint(this, -1));
      this.plot.addEventListener('keydown', (event) => this.key(event));
    }

    key(event) {
      const last = this.builds.length - 1;
      const at = this.at < 0 ? last : this.at;
      const to = {
        ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageUp: at + 10, PageDown: at - 10, Home: 0, End: last,
      }[event.key];
      if (to !== undefined && last >= 0) {
        event.preventDefault();
        this.onPoint(this, Math.min(last, Math.max(0, to)));
      } else if (event.key === 'Enter' && this.at >= 0 && links.has(this.builds[this.at])) {
        window.location.href = links.get(this.builds[this.at]);
      } else if (event.key === 'Escape') {
        this.onPoint(this, -1);
      }
    }

    show(builds) {
      this.builds = builds;
      this.at = -1;
      this.tip.hidden = true;
      const { series, total, unit } = this.definition;
      this.known = builds.filter((build) => total(build) !== undefined);
      this.shown = series.filter((one) => this.known.some((build) => one.value(build) > 0));
      this.drawHead();
      this.legend.replaceChildren();
      for (const one of this.shown) {
        const item = element(this.legend, 'li');
        element(item, 'span', { class: 'cbt-swatch cbt-' + one.id });
        element(item, 'span', {}, one.label);
      }
      this.plot.setAttribute('aria-valuemin', '1');
      this.plot.setAttribute('aria-valuemax', String(Math.max(1, builds.length)));
      this.describe(builds.length - 1);
      const values = this.known.map(total);
      this.summary.textContent = values.length === 0
        ? (builds.length === 0 ? '' : 'No build has this figure.')
        : (values.length === 1 ? '1 build' : values.length + ' builds: ' + unit.format(Math.min(...values)) + ' to '
          + unit.format(Math.max(...values))) + (this.definition.note && this.overlaps() ? '. ' + this.definition.note : '');
      this.draw();
    }

    overlaps() {
      return this.known.some((build) => this.stack(build) > this.definition.total(build));
    }

    stack(build) {
      return this.shown.reduce((sum, one) => sum + (one.value(build) || 0), 0);
    }

    /** The newest figure, and how it differs from the one before. */
    drawHead() {
      const { total, unit } = this.definition;
      const last = this.known[this.known.length - 1];
      const before = this.known[this.known.length - 2];
      this.latest.textContent = !last ? '–' : this.definition.id === 'cache'
        ? count(last.cached) + ' of ' + count(last.cached + last.made) : unit.format(total(last));
      const difference = last && before ? total(last) - total(before) : 0;
      this.delta.textContent = !last || !before ? '' : difference === 0 ? 'unchanged'
        : (difference > 0 ? '+' : '−') + unit.format(Math.abs(difference));
    }

    draw() {
      this.width = Math.max(200, this.plot.clientWidth);
      this.height = this.plot.clientHeight || 190;
      this.slot = (this.width - MARGIN.left - MARGIN.right) / Math.max(1, this.builds.length);
      this.plot.replaceChildren();
      this.svg = shape(this.plot, 'svg', {
        class: 'cbt-svg', viewBox: '0 0 ' + this.width + ' ' + this.height, width: this.width, height: this.height,
        'aria-hidden': 'true', focusable: 'false',
      });
      if (this.known.length === 0) {
        shape(this.svg, 'text', { class: 'cbt-empty', x: this.width / 2, y: this.height / 2, 'text-anchor': 'middle' }, 'No data yet');
        return;
      }
      this.drawScale();
      this.drawBuilds();
      let floors = this.builds.map(() => 0);
      for (const one of this.shown) {
        floors = this.drawSeries(one, floors);
      }
      this.cross = shape(this.svg, 'rect', {
        class: 'cbt-cross', y: MARGIN.top, height: this.bottom() - MARGIN.top, width: Math.max(2, this.slot), visibility: 'hidden',
      });
    }

    bottom() {
      return this.height - MARGIN.bottom;
    }

    y(value) {
      return this.bottom() - (value / this.top) * (this.bottom() - MARGIN.top);
    }

    x(index) {
      return MARGIN.left + (index + 0.5) * this.slot;
    }

    drawScale() {
      const { unit, total } = this.definition;
      const highest = Math.max(1, ...this.known.map((build) => Math.max(this.stack(build), total(build))));
      const step = unit.step(highest / 4);
      this.top = Math.ceil(highest / step) * step;
      for (let value = 0; value <= this.top + step / 2; value += step) {
        const y = Math.round(this.y(value)) + 0.5;
        shape(this.svg, 'line', {
          class: value === 0 ? 'cbt-axis' : 'cbt-gridline', x1: MARGIN.left, x2: this.width - MARGIN.right, y1: y, y2: y,
        });
        shape(this.svg, 'text', { class: 'cbt-label cbt-tick-y', x: MARGIN.left - 8, y: y + 4, 'text-anchor': 'end' }, unit.tick(value));
      }
    }

    /** Names of some builds under the axis: the newest, and as many before it as have room. */
    drawBuilds() {
      const last = this.builds.length - 1;
      let free = this.width;
      for (let index = last; index >= 0; index--) {
        const text = shortName(this.builds[index], this.builds);
        const half = text.length * 3.2;
        const x = Math.min(this.x(index), this.width - half);
        if (x + half <= free) {
          shape(this.svg, 'text', { class: 'cbt-label cbt-tick-x', x: round(x), y: this.height - 6, 'text-anchor': 'middle' }, text);
          free = x - half - LABEL_GAP;
        }
      }
    }

    /** Draws a series on top of the floors and gives those of the next one. One path a series, one subpath a build or a stretch of builds. */
    drawSeries(one, floors) {
      const ceilings = this.builds.map((build, index) => floors[index] + (one.value(build) || 0));
      const dense = this.slot < DENSE;
      const area = this.known.length > 1 && (dense || this.definition.kind === 'area');
      const path = area ? this.area(floors, ceilings) : this.bars(floors, ceilings);
      shape(this.svg, 'path', {
        class: 'cbt-series cbt-' + one.id + (dense ? ' cbt-dense' : ''), d: path, 'data-series': one.id,
        'data-values': this.builds.map((build) => (this.known.includes(build) ? one.value(build) || 0 : '')).join(' '),
      });
      return ceilings;
    }

    bars(floors, ceilings) {
      const gap = this.slot > 6 ? this.slot * 0.25 : 1;
      const width = Math.min(36, this.slot - gap);
      let path = '';
      ceilings.forEach((ceiling, index) => {
        if (ceiling > floors[index]) {
          path += 'M' + round(this.x(index) - width / 2) + ' ' + round(this.y(floors[index])) + 'V' + round(this.y(ceiling))
            + 'h' + round(width) + 'V' + round(this.y(floors[index])) + 'z';
        }
      });
      return path;
    }

    /** Stretches of builds whose figure is known; a lone one is as wide as its place. */
    area(floors, ceilings) {
      let path = '';
      for (let from = 0; from < this.builds.length; from++) {
        let to = from;
        while (to < this.builds.length && this.definition.total(this.builds[to]) !== undefined) {
          to++;
        }
        if (to > from) {
          path += this.stretch(floors, ceilings, from, to);
        }
        from = to;
      }
      return path;
    }

    stretch(floors, ceilings, from, to) {
      const half = to - from === 1 ? this.slot / 3 : 0;
      const there = [];
      const back = [];
      for (let index = from; index < to; index++) {
        there.push(round(this.x(index)) + ' ' + round(this.y(ceilings[index])));
        back.unshift(round(this.x(index)) + ' ' + round(this.y(floors[index])));
      }
      if (half > 0) {
        return 'M' + round(this.x(from) - half) + ' ' + round(this.y(ceilings[from])) + 'h' + round(2 * half)
          + 'V' + round(this.y(floors[from])) + 'h' + round(-2 * half) + 'z';
      }
      return 'M' + there.join('L') + 'L' + back.join('L') + 'z';
    }

    /** Marks a build, -1 for none; the values are shown where the pointer or the focus is. */
    mark(index, here) {
      this.at = index >= 0 && index < this.builds.length ? index : -1;
      if (this.cross) {
        this.cross.setAttribute('visibility', this.at < 0 ? 'hidden' : 'visible');
        this.cross.setAttribute('x', round(this.x(this.at) - Math.max(2, this.slot) / 2));
      }
      this.tip.hidden = this.at < 0 || !here;
      if (!this.tip.hidden) {
        this.describe(this.at);
        this.drawTip(this.builds[this.at]);
      }
    }

    lines(build) {
      const { unit, total } = this.definition;
      const lines = this.shown.filter((one) => one.value(build) !== undefined).map((one) => [one.id, one.label, unit.format(one.value(build))]);
      if (this.shown.length > 1 && total(build) !== undefined && this.definition.id !== 'cache') {
        lines.push(['', 'Total', unit.format(total(build))]);
      }
      return lines.length > 0 ? lines : [['', 'Not known', '']];
    }

    describe(index) {
      const build = this.builds[index];
      this.plot.setAttribute('aria-valuenow', String(Math.max(1, index + 1)));
      this.plot.setAttribute('aria-valuetext', build
        ? 'Build ' + name(build) + ': ' + this.lines(build).map((line) => line[1] + ' ' + line[2]).join(', ') : 'No build');
    }

    drawTip(build) {
      this.tip.replaceChildren();
      element(this.tip, 'div', { class: 'cbt-tip-title' }, build.build ? name(build) + ' · ' + dates.format(new Date(build.when)) : name(build));
      for (const [id, label, value] of this.lines(build)) {
        const row = element(this.tip, 'div', { class: id ? 'cbt-tip-row' : 'cbt-tip-row cbt-tip-total' });
        element(row, 'span', { class: 'cbt-swatch' + (id ? ' cbt-' + id : '') });
        element(row, 'span', { class: 'cbt-tip-label' }, label);
        element(row, 'span', { class: 'cbt-tip-value' }, value);
      }
      const x = this.plot.offsetLeft + this.x(this.at);
      const room = this.card.clientWidth - this.tip.offsetWidth - 8;
      const right = x + this.slot / 2 + 10;
      const left = x - this.slot / 2 - 10 - this.tip.offsetWidth;
      this.tip.style.left = Math.max(8, right <= room ? right : left) + 'px';
      this.tip.style.top = this.plot.offsetTop + MARGIN.top + 'px';
    }
  }

  function round(value) {
    return Math.round(value * 10) / 10;
  }

  // ------------------------------------------------------------------ the table

  const COLUMNS = [
    { label: 'Build', only: (build) => build.build, sort: (build) => (/^\d+$/.test(build.build) ? Number(build.build) : build.build || build.when), draw: drawBuild },
    { label: 'Started', sort: (build) => build.when, text: (build) => dates.format(new Date(build.when)), wide: true },
    { label: 'Size', sort: (build) => build.bytes, text: (build) => bytes(build.bytes), number: true },
    { label: 'Application', sort: (build) => build.applicationBytes, text: (build) => bytes(build.applicationBytes), number: true, wide: true },
    { label: 'Duration', sort: (build) => build.milliseconds, text: (build) => time(build.milliseconds), number: true },
    { label: 'Context', sort: (build) => build.contextBytes, text: (build) => bytes(build.contextBytes), number: true },
    { label: 'Cache hits', sort: (build) => build.cached, text: (build) => build.cached + ' of ' + (build.cached + build.made), number: true },
    { label: 'Builder', sort: (build) => build.builder, text: (build) => build.builder, wide: true },
    { label: 'Result', sort: (build) => (build.reused ? 0 : 1), draw: drawResult, wide: true },
    { label: 'Digest', sort: (build) => build.digest, draw: drawDigest, wide: true },
  ];

  function drawBuild(cell, build) {
    const url = links.get(build);
    element(cell, url ? 'a' : 'span', { href: url }, build.build ? name(build) : '–');
  }

  function drawResult(cell, build) {
    element(cell, 'span', { title: build.reason }, build.reused ? 'reused' : 'built');
  }

  function drawDigest(cell, build) {
    element(cell, 'code', { title: build.digest }, (build.digest || '').replace(/^[^:]*:/, '').slice(0, 12));
  }

  class Table {
    constructor(parent) {
      this.region = element(parent, 'div', { class: 'cbt-table-region', role: 'region', tabindex: '0', 'aria-label': 'Table of builds' });
      this.more = element(parent, 'button', { class: 'cbt-button', type: 'button', hidden: '' });
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
      const table = element(null, 'table', { class: 'cbt-table' });
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

    /** Builds of the same value keep their order, the newest first; those whose value nobody knows come last. */
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
    return (column.number ? 'cbt-number' : '') + (column.wide ? ' cbt-wide' : '');
  }

  // ------------------------------------------------------------------ all of it

  class Trends {
    constructor(root, trends) {
      this.root = root;
      this.trends = trends;
      this.full = root.dataset.view !== 'compact';
      this.image = trends.images[0];
      const base = new URL(root.dataset.linkBase || '', document.baseURI);
      trends.builds.forEach((build) => keepLink(build, base));
      this.range = trends.builds.length > RANGES[1] ? RANGES[1] : Infinity;
      root.replaceChildren();
      root.classList.add(this.full ? 'cbt-full' : 'cbt-compact');
      this.drawBar();
      const grid = element(root, 'div', { class: 'cbt-grid' });
      const definitions = charts(trends.phases).filter((one) => this.full || one.id === 'size' || one.id === 'duration');
      this.charts = definitions.map((one) => new Chart(grid, one, (chart, index) => this.point(chart, index)));
      this.table = this.full ? new Table(root) : null;
      this.show();
      this.watch();
    }

    drawBar() {
      const bar = element(null, 'div', { class: 'cbt-bar' });
      if (this.trends.images.length > 1) {
        const options = this.trends.images.map((image) => [image, imageName(image)]);
        this.choice(bar, 'Image', options, this.image, (value) => (this.image = value));
      } else if (this.full && this.trends.images.length === 1) {
        element(bar, 'span', { class: 'cbt-image' }, imageName(this.image));
      }
      const ranges = RANGES.filter((range) => range < this.trends.builds.length);
      if (this.full && ranges.length > 0) {
        const options = ranges.map((range) => [String(range), 'Last ' + range]).concat([['Infinity', 'All']]);
        this.choice(bar, 'Builds', options, String(this.range), (value) => (this.range = Number(value)));
      }
      if (this.full && this.trends.builds.length > 0) {
        this.drawDownloads(element(bar, 'span', { class: 'cbt-downloads' }));
      }
      if (bar.childElementCount > 0) {
        this.root.appendChild(bar);
      }
    }

    choice(bar, label, options, value, change) {
      const box = element(bar, 'label', { class: 'cbt-choice' });
      element(box, 'span', {}, label);
      const select = element(box, 'select', { class: 'cbt-select' });
      options.forEach(([key, text]) => element(select, 'option', { value: key }, text));
      select.value = value;
      select.addEventListener('change', () => {
        change(select.value);
        this.show();
      });
    }

    drawDownloads(box) {
      const { jsonUrl, csvUrl, csvFrom } = this.root.dataset;
      this.download(box, 'JSON', 'container-builds.json', jsonUrl, 'application/json', () => JSON.stringify(this.trends));
      if (csvUrl || csvFrom) {
        this.download(box, 'CSV', 'container-builds.csv', csvUrl, 'text/csv', () => JSON.parse(document.getElementById(csvFrom).textContent));
      }
    }

    download(box, label, file, url, type, text) {
      const anchor = element(box, 'a', { class: 'cbt-button', download: file, href: url || '#' }, label);
      if (!url) {
        anchor.addEventListener('click', () => {
          anchor.href = URL.createObjectURL(new Blob([text()], { type }));
          setTimeout(() => URL.revokeObjectURL(anchor.href), 60000);
        });
      }
    }

    show() {
      const builds = this.trends.builds.filter((build) => build.image === this.image);
      const shown = builds.slice(-Math.min(this.range, builds.length) || builds.length);
      this.charts.forEach((chart) => chart.show(shown));
      if (this.table) {
        this.table.show(shown);
      }
    }

    point(here, index) {
      this.charts.forEach((chart) => chart.mark(index, chart === here));
    }

    /** Draws anew where the width has changed; text keeps its size. */
    watch() {
      let width = this.root.clientWidth;
      new ResizeObserver(() => {
        if (this.root.clientWidth !== width) {
          width = this.root.clientWidth;
          this.charts.forEach((chart) => chart.draw());
        }
      }).observe(this.root);
    }
  }

  async function load(root) {
    const { trendsFrom, trendsUrl } = root.dataset;
    if (trendsFrom) {
      return JSON.parse(document.getElementById(trendsFrom).textContent);
    }
    const response = await fetch(trendsUrl, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    if (!response.ok) {
      throw new Error('the server answered with status ' + response.status);
    }
    return response.json();
  }

  async function start(root) {
    try {
      new Trends(root, await load(root));
    } catch (e) {
      root.replaceChildren();
      element(root, 'p', { class: 'cbt-empty', role: 'alert' }, 'The trends cannot be shown: ' + e.message);
    }
  }

  function startAll() {
    document.querySelectorAll('.container-build-trends').forEach(start);
  }

  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', startAll);
  } else {
    startAll();
  }
})();
