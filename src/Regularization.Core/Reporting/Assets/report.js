(function () {
  'use strict';

  const figures = JSON.parse(document.getElementById('figures').textContent);
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const narrow = window.matchMedia('(max-width: 820px)');
  const palettes = {
    light: ['#2f6fd6', '#d1495b', '#2a9d6f', '#c77d0a', '#8e5bd0', '#0c8ea6', '#b05a2c', '#c2508f', '#6b8e23', '#5b6b7f'],
    dark: ['#7fb0ff', '#ff8592', '#5fd1a2', '#f2b24a', '#c4a1ff', '#58cbe0', '#e79b70', '#f594c8', '#b3d165', '#aab8ca'],
  };

  // The charting library reads a little HTML in texts: names must stay as they are.
  function plain(text) {
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  }

  function short(text, most) {
    const letters = Array.from(text);
    return plain(letters.length > most ? letters.slice(0, most - 1).join('') + '…' : text);
  }

  // Long names in lines of their own.
  function wrapped(text) {
    const lines = [];
    for (let letters = Array.from(text); letters.length > 0 && lines.length < 8; letters = letters.slice(lines.length ? 70 : 0)) {
      lines.push(letters.slice(0, 70).join(''));
      if (letters.length <= 70) {
        break;
      }
    }
    return lines.map(plain).join('<br>');
  }

  function number(value) {
    return value === null ? '' : Number(value.toPrecision(4)).toString();
  }

  function theme() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue('--' + name).trim();
    return {
      text: color('text'), quiet: color('quiet'), grid: color('grid'), line: color('line'), guide: color('guide'), card: color('card'),
      palette: dark.matches ? palettes.dark : palettes.light,
    };
  }

  function trace(figure, view, t, look) {
    const color = t.color < 0 ? look.guide : look.palette[t.color % look.palette.length];
    const xName = (view.x || figure.x).title.split(' (')[0];
    const yName = (t.right ? view.right : view.y).title.split(' (')[0];
    const hover = t.text
      ? t.text.map(wrapped)
      : t.y.map((y, i) => '<b>' + wrapped(t.name) + '</b><br>' + plain(xName) + ' ' + (typeof t.x[i] === 'string' ? short(t.x[i], 60) : number(t.x[i])) + '<br>' + plain(yName) + ' ' + number(y) +
        (t.error && t.error[i] !== null ? ' ± ' + number(t.error[i]) : ''));
    const drawn = {
      name: short(t.name, t.kind === 'bars' ? 60 : 28),
      x: typeof t.x[0] === 'string' ? t.x.map((name, i) => i) : t.x,
      y: t.y,
      showlegend: t.legend,
      hovertext: hover,
      hoverinfo: t.color < 0 ? 'skip' : 'text',
      hoverlabel: { align: 'left' },
    };
    if (t.right) {
      drawn.yaxis = 'y2';
    }
    if (t.kind === 'bars') {
      drawn.type = 'bar';
      drawn.marker = { color: color };
      drawn.opacity = view.traces.length > 1 ? 0.65 : 1;
      return drawn;
    }
    drawn.type = 'scatter';
    drawn.mode = t.kind === 'points' ? 'markers' : t.kind === 'both' ? 'lines+markers' : 'lines';
    drawn.line = { color: color, width: t.kind === 'points' ? 0 : t.size, dash: t.dashed ? 'dash' : 'solid' };
    drawn.marker = { color: color, size: t.kind === 'points' ? t.size : 5, opacity: t.y.length > 300 && t.kind === 'points' ? 0.55 : 1 };
    if (t.error) {
      drawn.error_y = { type: 'data', array: t.error, color: color, thickness: 1, width: 2 };
    }
    return drawn;
  }

  function axis(a, look, values, room) {
    const made = {
      title: { text: short(a.title, room < 700 ? 52 : 90), standoff: 8 },
      type: a.log ? 'log' : 'linear',
      gridcolor: look.grid, zerolinecolor: look.line, linecolor: look.line, tickcolor: look.line,
      automargin: true,
      showline: true,
      exponentformat: 'power', minexponent: 5, separatethousands: true,
    };
    if (a.log) {
      // Powers of ten alone where there is no room for more.
      const sizes = values.filter((value) => value > 0).map(Math.log10);
      const decades = Math.max(...sizes) - Math.min(...sizes);
      made.tickformat = '~g';
      if (decades > (room < 700 ? 1.5 : 6)) {
        made.dtick = Math.max(1, Math.ceil(decades / 7));
      } else if (decades > 0.7) {
        made.dtick = 'D2';
      }
    } else if (values.length > 0 && values.every((value) => value >= 0)) {
      made.rangemode = 'nonnegative';
    }
    if (a.reversed) {
      made.autorange = 'reversed';
    }
    if (a.range) {
      made.range = a.range;
    }
    return made;
  }

  function draw(figure, place, index) {
    const view = figure.views[index];
    const look = theme();
    const traces = view.traces.map((t) => trace(figure, view, t, look));
    const legends = traces.filter((t) => t.showlegend).length;
    const side = legends > 6 && !narrow.matches && !figure.square;
    const categories = view.traces.find((t) => typeof t.x[0] === 'string');
    const room = place.clientWidth;
    const all = (of) => [].concat(...view.traces.map(of)).filter((value) => typeof value === 'number');
    const x = all((t) => t.x);
    const top = !side && legends > 1 && !figure.top && !figure.square;
    const rows = Math.ceil(traces.filter((t) => t.showlegend).reduce((sum, t) => sum + 50 + 7 * t.name.length, 0) / Math.max(room - 90, 200));
    const layout = {
      paper_bgcolor: look.card, plot_bgcolor: look.card,
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: look.text },
      margin: { l: 60, r: 24, t: figure.top ? 76 : top ? 34 + 20 * rows : 30, b: 48 },
      xaxis: axis(view.x || figure.x, look, x, room),
      yaxis: axis(view.y, look, all((t) => (t.right ? [] : t.y)), room),
      hovermode: figure.compare ? 'x' : 'closest',
      hoverlabel: { bgcolor: look.card, bordercolor: look.guide, font: { color: look.text } },
      barmode: 'overlay', bargap: categories ? Math.max(0.05, 1 - categories.x.length / 12) : 0.05,
      showlegend: legends > 1 && !(narrow.matches && legends > 10),
      legend: side ? { x: 1.02, y: 1, font: { size: 11 } } : { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom' },
      dragmode: narrow.matches ? false : 'zoom',
      shapes: [], annotations: [],
    };
    if (!side && (figure.top || figure.square) && legends > 1) {
      layout.legend = { orientation: 'h', x: 0, y: -0.2, yanchor: 'top' };
    }
    if (categories) {
      layout.xaxis.tickvals = categories.x.map((name, i) => i);
      layout.xaxis.ticktext = categories.x.map((name) => short(name, 24));
    }
    if (figure.square) {
      layout.yaxis.scaleanchor = 'x';
      layout.xaxis.constrain = layout.yaxis.constrain = 'domain';
    }
    if (view.right) {
      layout.yaxis2 = axis(view.right, look, all((t) => (t.right ? t.y : [])), room);
      Object.assign(layout.yaxis2, { overlaying: 'y', side: 'right', showgrid: false, rangemode: 'tozero', tickmode: 'auto', nticks: 6 });
    }
    if (figure.top) {
      layout.xaxis2 = axis(figure.x, look, x, room);
      delete layout.xaxis2.tickformat;
      delete layout.xaxis2.dtick;
      Object.assign(layout.xaxis2, {
        title: { text: plain(figure.top.title), standoff: 6 }, overlaying: 'x', side: 'top', matches: 'x', showgrid: false,
        tickvals: figure.top.at, ticktext: figure.top.text,
      });
      traces.push({ x: figure.top.at, y: figure.top.at.map(() => null), xaxis: 'x2', type: 'scatter', mode: 'lines', hoverinfo: 'skip', showlegend: false });
    }
    const log = (view.x || figure.x).log;
    const share = (value) => {
      const [from, to, at] = [Math.min(...x), Math.max(...x), value].map(log ? Math.log10 : Number);
      return (view.x || figure.x).reversed ? (to - at) / (to - from) : (at - from) / (to - from);
    };
    view.marks.forEach((mark, k) => {
      // The second mark is left of the first: their words go apart. At the right end there is room on the left only.
      const left = k > 0 || share(mark.at) > 0.9;
      layout.shapes.push({ type: 'line', x0: mark.at, x1: mark.at, yref: 'paper', y0: 0, y1: 1, line: { color: look.quiet, width: 1, dash: 'dash' } });
      layout.annotations.push({
        x: log ? Math.log10(mark.at) : mark.at, y: 1, yref: 'paper', yanchor: 'top', xanchor: left ? 'right' : 'left', showarrow: false, text: plain(mark.label),
        font: { color: look.text, size: 12 }, bgcolor: look.card, borderpad: 1, xshift: left ? -3 : 3,
      });
    });
    place.parentElement.querySelector('.view-note').textContent = view.note;
    Plotly.react(place, traces, layout, { displaylogo: false, displayModeBar: 'hover', responsive: true, modeBarButtonsToRemove: ['lasso2d', 'select2d', 'autoScale2d'], toImageButtonOptions: { filename: figure.id, format: 'svg' } });
  }

  // One after the other, so that the first is there at once and the page answers meanwhile.
  let waiting = [];

  function drawAll() {
    waiting = figures.slice();
    delete document.body.dataset.drawn;
    drawNext();
  }

  function drawNext() {
    const figure = waiting.shift();
    if (!figure) {
      document.body.dataset.drawn = 'all';
      return;
    }
    const section = document.getElementById(figure.id);
    const select = section.querySelector('select');
    draw(figure, section.querySelector('.plot'), select ? Number(select.value) : 0);
    setTimeout(drawNext);
  }

  for (const figure of figures) {
    const section = document.getElementById(figure.id);
    const select = section.querySelector('select');
    if (select) {
      select.addEventListener('change', () => draw(figure, section.querySelector('.plot'), Number(select.value)));
    }
  }

  function sort(table, column) {
    const heads = Array.from(table.tHead.rows[0].cells);
    const numbers = heads[column].classList.contains('number');
    const ascending = heads[column].getAttribute('aria-sort') === (numbers ? 'descending' : null) || heads[column].getAttribute('aria-sort') === 'descending';
    const key = (row) => {
      const text = row.cells[column].textContent;
      return numbers ? (text === '' ? -Infinity : Number(text)) : text;
    };
    const rows = Array.from(table.tBodies[0].rows, (row) => [key(row), row]);
    rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * (ascending ? 1 : -1));
    table.tBodies[0].append(...rows.map((pair) => pair[1]));
    heads.forEach((head) => head.removeAttribute('aria-sort'));
    heads[column].setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
  }

  for (const table of document.querySelectorAll('table')) {
    Array.from(table.tHead.rows[0].cells).forEach((head, column) => head.firstChild.addEventListener('click', () => sort(table, column)));
    const find = table.closest('section').querySelector('input');
    if (find) {
      find.addEventListener('input', () => {
        const wanted = find.value.toLowerCase();
        for (const row of table.tBodies[0].rows) {
          row.hidden = wanted !== '' && !row.textContent.toLowerCase().includes(wanted);
        }
      });
    }
  }

  drawAll();
  dark.addEventListener('change', drawAll);
  narrow.addEventListener('change', drawAll);
})();
