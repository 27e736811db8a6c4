/* Creates HTML elements, with text in text nodes only, and reads the colours of their styles. */
(function (shared) {
  'use strict';

  function element(parent, tag, attributes, text) {
    const made = document.createElement(tag);
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

  const pixel = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });

  /** Converts any CSS colour, including color-mix(), to a form that ECharts understands. */
  function rgb(colour) {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
    return 'rgba(' + [red, green, blue, alpha / 255].join(', ') + ')';
  }

  Object.assign(shared, { element, freshId, rgb });
})(window.containerBuild = window.containerBuild || {});
