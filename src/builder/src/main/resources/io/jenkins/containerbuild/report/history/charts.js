/* @include io.jenkins.containerbuild.report.history.look */
/* @include io.jenkins.containerbuild.report.history.chart */
/* @include io.jenkins.containerbuild.report.history.table */
/*
 * Draws the trends of container builds into each element of the class container-build-trends, on the report page of the
 * command line and in the Jenkins plugin. ECharts must be loaded first. Text is set with text nodes only, and styles with
 * charts.css or the CSSOM, so the script works under a content security policy without "unsafe-inline" or "unsafe-eval".
 *
 *   data-trends-from  id of a script element of type application/json that contains the trends, or
 *   data-trends-url   URL of the trends (same origin), in the JSON form of the Java class Trends
 *   data-view         "full" (default), or "compact": size and duration only, without a table
 *   data-link-base    base URL of relative links to builds; by default the page
 *   data-csv-from     id of a script element of type application/json that contains the CSV as a string, or
 *   data-csv-url      URL of the CSV download
 *   data-json-url     URL of the JSON download; by default the loaded trends
 */
(function (shared) {
  'use strict';

  const { BYTES, TIME, COUNT, imageName, keepLink, element, Chart, Table } = shared;
  const RANGES = [25, 100];

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
        note: 'Phases may run at the same time, so a column may be higher than the duration.',
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
          { id: 'cached', label: 'From the cache', value: (build) => build.cached },
          { id: 'made', label: 'Carried out', value: (build) => build.made },
        ],
      },
      {
        id: 'findings', title: 'Findings', unit: COUNT, kind: 'bars', total: (build) => build.findings,
        series: [{ id: 'findings', label: 'Findings', value: (build) => build.findings }],
      },
    ];
  }

  function capital(word) {
    return word.charAt(0).toUpperCase() + word.slice(1);
  }

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
      this.charts = definitions.map((one) => new Chart(grid, one));
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
      const select = element(element(box, 'span', { class: 'jenkins-select' }), 'select', { class: 'cbt-select jenkins-select__input' });
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
      const anchor = element(box, 'a', { class: 'cbt-button jenkins-button', download: file, href: url || '#' }, label);
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

    /** Redraws when the width of the page or the theme changes, because a canvas does not follow the theme's colours. */
    watch() {
      new ResizeObserver(() => this.charts.forEach((chart) => chart.resize())).observe(this.root);
      const redraw = () => this.charts.forEach((chart) => chart.draw());
      window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
      new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
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
})(window.containerBuild);
