/*
 * Texts of a part of the page that are hard to read, each with its contrast by WCAG 2 and the one that it should have; none where all is well. What is
 * not shown, what is switched off is left out, and of core its buttons, whose colours lie behind them, and its mark of what is edited.
 */
((part) => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

  const known = new Map();

  /** Red, green, blue (0 to 255) and alpha (0 to 1) of any CSS colour. */
  function channels(colour) {
    if (!known.has(colour)) {
      known.set(colour, read(colour));
    }
    return known.get(colour);
  }

  function read(colour) {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }

  function over(top, bottom) {
    return [0, 1, 2].map((i) => top[i] * top[3] + bottom[i] * (1 - top[3])).concat(1);
  }

  function background(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      layers.push(channels(getComputedStyle(at).backgroundColor));
      if (layers[layers.length - 1][3] === 1) {
        break;
      }
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), channels('Canvas'));
  }

  function luminance(colour) {
    const [red, green, blue] = colour.slice(0, 3).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function contrast(element) {
    const behind = background(element);
    const style = getComputedStyle(element);
    const colour = channels(element instanceof SVGElement ? style.fill : style.color);
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) {
      opacity *= Number(getComputedStyle(at).opacity);
    }
    const text = over([...colour.slice(0, 3), colour[3] * opacity], behind);
    const [light, dark] = [luminance(text), luminance(behind)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  function texts() {
    const walker = document.createTreeWalker(document.querySelector(part), NodeFilter.SHOW_TEXT);
    const found = new Set();
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.closest('[hidden], script, template, :disabled, .jenkins-button, .jenkins-help-button, .jenkins-edited-section-label')) {
        found.add(element);
      }
    }
    return [...found];
  }

  return texts().map((element) => {
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const wanted = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const found = contrast(element);
    return found < wanted
      ? found.toFixed(2) + ' < ' + wanted + ': <' + element.tagName.toLowerCase() + ' class="' + (element.getAttribute('class') || '') + '"> '
        + element.textContent.trim().slice(0, 40)
      : '';
  }).filter((fault) => fault);
})
