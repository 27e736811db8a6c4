/* @include io.jenkins.containerbuild.report.history.figures */
/* @include io.jenkins.containerbuild.report.history.builds */
/* @include io.jenkins.containerbuild.report.history.elements */
/* One chart: a series stacked on another over the builds, with its legend, its values under the pointer or the keys, and its summary. */
(function (shared) {
  'use strict';

  const { count, dates, name, shortName, links, element, shape, freshId, round } = shared;
  const LABEL_GAP = 16;
  /** About as wide as a letter of a label is, in pixels. */
  const LETTER = 6.4;
  const DENSE = 3;
  const MARGIN = { top: 8, right: 8, bottom: 24, left: 62 };

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

    /** The newest figure, and how it differs from that of the build before. */
    drawHead() {
      const { total, unit } = this.definition;
      const last = this.known[this.known.length - 1];
      const before = this.known[this.known.length - 2];
      this.latest.textContent = !last ? '–' : this.definition.id === 'cache'
        ? count(last.cached) + ' of ' + count(last.cached + last.made) : unit.format(total(last));
      const difference = last && before ? total(last) - total(before) : 0;
      this.delta.textContent = !last || !before ? '' : (difference === 0 ? 'unchanged'
        : (difference > 0 ? '+' : '−') + unit.format(Math.abs(difference))) + (before.build ? ' since ' + name(before) : '');
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

    /** Names of builds under the axis: the newest, and each so many before it that the longest has room. */
    drawBuilds() {
      const names = this.builds.map((build) => shortName(build, this.builds));
      const longest = Math.max(...names.map((text) => text.length)) * LETTER;
      const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500].find((builds) => builds * this.slot >= longest + LABEL_GAP) || 1000;
      for (let index = names.length - 1; index >= 0; index -= step) {
        const half = (names[index].length * LETTER) / 2;
        const x = Math.min(this.x(index), this.width - half);
        shape(this.svg, 'text', { class: 'cbt-label cbt-tick-x', x: round(x), y: this.height - 6, 'text-anchor': 'middle' }, names[index]);
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

  Object.assign(shared, { Chart });
})(window.containerBuild = window.containerBuild || {});
