/* What builds are called, and where they are looked at. */
(function (shared) {
  'use strict';

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

  Object.assign(shared, { dates, name, shortName, imageName, links, keepLink });
})(window.containerBuild = window.containerBuild || {});
