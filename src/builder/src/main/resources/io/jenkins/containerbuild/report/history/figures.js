/* Formats figures exactly as the Java class Figures does, and chooses the ticks of an axis. */
(function (shared) {
  'use strict';

  const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

  /** Formats bytes; toExponential rounds half up. */
  function bytes(value) {
    const [digits, exponent] = Math.abs(Math.round(value)).toExponential(2).split('e+');
    const unit = Math.floor(exponent / 3);
    const decimals = unit === 0 ? 0 : 2 - exponent % 3;
    return sign(value) + (digits * 10 ** (exponent % 3)).toFixed(decimals) + ' ' + BYTE_UNITS[unit];
  }

  function sign(value) {
    return value < 0 ? '-' : '';
  }

  function time(millis) {
    const size = Math.round(Math.abs(millis));
    if (size < 1000) {
      return sign(millis) + size + ' ms';
    }
    const tenths = Math.round(size / 100);
    if (tenths < 600) {
      return sign(millis) + (tenths / 10).toFixed(1) + ' s';
    }
    const seconds = Math.round(size / 1000);
    return sign(millis) + Math.floor(seconds / 60) + ' min ' + String(seconds % 60).padStart(2, '0') + ' s';
  }

  function count(value) {
    return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
  }

  /** The distance between the ticks of an axis, and the labels of the ticks. */
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

  Object.assign(shared, { bytes, time, count, BYTES, TIME, COUNT });
})(window.containerBuild = window.containerBuild || {});
