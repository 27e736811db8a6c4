/* Elements of HTML and SVG. Text gets into them by text nodes only. */
(function (shared) {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';

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

  function round(value) {
    return Math.round(value * 10) / 10;
  }

  Object.assign(shared, { element, shape, freshId, round });
})(window.containerBuild = window.containerBuild || {});
