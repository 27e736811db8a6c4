/* @include io.jenkins.containerbuild.report.history.figures */
/* @include io.jenkins.containerbuild.report.history.builds */
/* @include io.jenkins.containerbuild.report.history.elements */
/*
 * One chart: series stacked over the builds, drawn by ECharts on a canvas, with the newest figure, a legend and a summary.
 * The values of a build are shown for the pointer and for the keyboard. ECharts must be loaded first.
 */
(function (shared) {
  'use strict';

  const { count, dates, name, shortName, links, element, freshId, rgb } = shared;
  const GROUP = 'container-build';

  class Chart {
    constructor(parent, definition) {
      this.definition = definition;
      this.card = element(parent, 'section', { class: 'cbt-card', 'data-chart': definition.id });
      const head = element(this.card, 'div', { class: 'cbt-head' });
      const title = element(head, 'h3', { class: 'cbt-title', id: freshId() }, definition.title);
      this.latest = element(head, 'span', { class: 'cbt-latest' });
      this.delta = element(head, 'span', { class: 'cbt-delta' });
      this.legend = element(this.card, 'ul', { class: 'cbt-legend' });
      this.plot = element(this.card, 'div', {
        class: 'cbt-plot', role: 'slider', tabindex: '0', 'aria-labelledby': title.id, 'aria-orientation': 'horizontal',
      });
      this.summary = element(this.card, 'p', { class: 'cbt-summary', id: freshId() });
      this.plot.setAttribute('aria-describedby', this.summary.id);
      this.listen();
    }

    listen() {
      this.plot.addEventListener('focus', () => this.plot.matches(':focus-visible') && this.select(this.builds.length - 1));
      this.plot.addEventListener('blur', () => this.select(-1));
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
        this.select(Math.min(last, Math.max(0, to)));
      } else if (event.key === 'Enter') {
        this.follow(this.at);
      } else if (event.key === 'Escape') {
        this.select(-1);
      }
    }

    follow(index) {
      if (links.has(this.builds[index])) {
        window.location.href = links.get(this.builds[index]);
      }
    }

    /** Shows the values of a build in all charts of the page; -1 hides them. */
    select(index) {
      this.at = index;
      if (index >= 0) {
        this.describe(index);
      }
      if (this.echart && this.known.length > 0) {
        this.echart.dispatchAction(index < 0 ? { type: 'hideTip' } : { type: 'showTip', seriesIndex: 0, dataIndex: index });
      }
    }

    show(builds) {
      this.builds = builds;
      this.at = -1;
      const { series, total } = this.definition;
      this.known = builds.filter((build) => total(build) !== undefined);
      this.shown = series.filter((one) => this.known.some((build) => one.value(build) > 0));
      this.drawHead();
      this.drawLegend();
      this.plot.setAttribute('aria-valuemin', '1');
      this.plot.setAttribute('aria-valuemax', String(Math.max(1, builds.length)));
      this.describe(builds.length - 1);
      this.summary.textContent = this.summarize();
      this.draw();
    }

    /** Shows the newest figure and its difference from the previous build. */
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

    drawLegend() {
      this.legend.replaceChildren();
      for (const one of this.shown) {
        const item = element(this.legend, 'li');
        element(item, 'span', { class: 'cbt-swatch cbt-' + one.id });
        element(item, 'span', {}, one.label);
      }
    }

    describe(index) {
      const build = this.builds[index];
      this.plot.setAttribute('aria-valuenow', String(Math.max(1, index + 1)));
      this.plot.setAttribute('aria-valuetext', build
        ? 'Build ' + name(build) + ': ' + this.lines(build).map((line) => line[1] + ' ' + line[2]).join(', ') : 'No build');
    }

    lines(build) {
      const { unit, total } = this.definition;
      const lines = this.shown.filter((one) => one.value(build) !== undefined).map((one) => [one.id, one.label, unit.format(one.value(build))]);
      if (this.shown.length > 1 && total(build) !== undefined && this.definition.id !== 'cache') {
        lines.push(['', 'Total', unit.format(total(build))]);
      }
      return lines.length > 0 ? lines : [['', 'Unknown', '']];
    }

    summarize() {
      const { total, unit, note } = this.definition;
      const values = this.known.map(total);
      if (values.length === 0) {
        return this.builds.length === 0 ? '' : 'No build has this figure.';
      }
      const overlaps = this.known.some((build) => this.stack(build) > total(build));
      return values.length === 1 ? '1 build' : values.length + ' builds: ' + unit.format(Math.min(...values)) + ' to '
        + unit.format(Math.max(...values)) + (note && overlaps ? '. ' + note : '');
    }

    stack(build) {
      return this.shown.reduce((sum, one) => sum + (one.value(build) || 0), 0);
    }

    draw() {
      if (this.echart) {
        this.echart.dispose();
        this.echart = null;
      }
      this.plot.replaceChildren();
      if (this.known.length === 0) {
        element(this.plot, 'p', { class: 'cbt-empty' }, 'No data yet');
        return;
      }
      this.echart = echarts.init(this.plot, null, { renderer: 'canvas' });
      this.echart.group = GROUP;
      echarts.connect(GROUP);
      this.echart.setOption(this.options());
      this.echart.on('click', (event) => this.follow(event.dataIndex));
    }

    options() {
      const style = getComputedStyle(this.plot);
      const colours = { line: rgb(style.getPropertyValue('--cbt-line')), faint: rgb(style.getPropertyValue('--cbt-faint')) };
      return {
        animation: false,
        textStyle: { fontFamily: style.fontFamily },
        grid: { left: 62, right: 8, top: 8, bottom: 24 },
        tooltip: {
          trigger: 'axis', confine: true, className: 'cbt-tip', transitionDuration: 0, axisPointer: { type: 'shadow' },
          formatter: (points) => this.tip(this.builds[points[0].dataIndex]),
        },
        dataZoom: [{ type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: 'ctrl', moveOnMouseWheel: false }],
        xAxis: {
          type: 'category', data: this.builds.map((build) => shortName(build, this.builds)), axisTick: { show: false },
          axisLine: { lineStyle: { color: colours.faint } },
          axisLabel: { color: colours.faint, fontSize: 11, hideOverlap: true, showMaxLabel: true, alignMaxLabel: 'right' },
        },
        yAxis: this.scale(colours),
        series: this.shown.map((one) => this.series(one)),
      };
    }

    scale({ line, faint }) {
      const { unit, total } = this.definition;
      const highest = Math.max(1, ...this.known.map((build) => Math.max(this.stack(build), total(build))));
      const interval = unit.step(highest / 4);
      return {
        type: 'value', min: 0, max: Math.ceil(highest / interval) * interval, interval,
        splitLine: { lineStyle: { color: line } }, axisLabel: { color: faint, fontSize: 11, formatter: unit.tick },
      };
    }

    /** Unknown figures are gaps. A single build is drawn as a bar, because one point has no area. */
    series(one) {
      const color = rgb(getComputedStyle(this.legend.children[this.shown.indexOf(one)].firstChild).backgroundColor);
      const shared = {
        id: one.id, name: one.label, stack: 'all', color,
        data: this.builds.map((build) => (this.known.includes(build) ? one.value(build) || 0 : null)),
      };
      return this.definition.kind === 'area' && this.known.length > 1
        ? { ...shared, type: 'line', symbol: 'circle', symbolSize: 3, areaStyle: { opacity: 1 }, lineStyle: { width: 1 } }
        : { ...shared, type: 'bar', barMaxWidth: 36, barMinWidth: 1, barCategoryGap: '25%' };
    }

    tip(build) {
      const box = element(null, 'div');
      element(box, 'div', { class: 'cbt-tip-title' }, build.build ? name(build) + ' · ' + dates.format(new Date(build.when)) : name(build));
      for (const [id, label, value] of this.lines(build)) {
        const row = element(box, 'div', { class: id ? 'cbt-tip-row' : 'cbt-tip-row cbt-tip-total' });
        element(row, 'span', { class: 'cbt-swatch' + (id ? ' cbt-' + id : '') });
        element(row, 'span', { class: 'cbt-tip-label' }, label);
        element(row, 'span', { class: 'cbt-tip-value' }, value);
      }
      return box;
    }

    resize() {
      if (this.echart) {
        this.echart.resize();
      }
    }
  }

  Object.assign(shared, { Chart });
})(window.containerBuild = window.containerBuild || {});
