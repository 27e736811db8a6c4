/* Names of builds and links to their pages. */
(function (shared) {
  'use strict';

  const dates = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const days = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { month: 'short', day: 'numeric' });
  const hours = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { timeStyle: 'short' });

  function name(build) {
    return !build.build ? dates.format(new Date(build.when)) : /^\d+$/.test(build.build) ? '#' + build.build : build.build;
  }

  /** The label of a build on the axis: its run's id or, if it has none, the day, or the time if all builds are of one day. */
  function shortName(build, builds) {
    const day = (one) => days.format(new Date(one.when));
    return build.build ? (name(build).length > 9 ? name(build).slice(0, 8) + '…' : name(build)) : (day(builds[0]) === day(builds[builds.length - 1]) ? hours : days).format(new Date(build.when));
  }

  function imageName(image) {
    return image || '(no name)';
  }

  /** The links of builds, by build. */
  const links = new WeakMap();

  /** Stores the link of a build if it leads to a web page, and never a link that runs a script. */
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

  Object.assign(shared, { dates, name, shortName, imageName, links, keepLink });
})(window.containerBuild = window.containerBuild || {});
