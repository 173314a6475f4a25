// What pages do beyond links: calls of control routes, the stream of events, plots. No data but the token is kept here.
(() => {
  'use strict';
  const TOKEN = 'blb-control-token';
  const app = () => document.getElementById('app');
  const token = () => sessionStorage.getItem(TOKEN);
  const headers = () => token() ? { 'x-blb-control-token': token() } : {};

  function show(text, isBad) {
    const result = document.getElementById('result');
    result.textContent = text;
    result.classList.toggle('bad', !!isBad);
    clearTimeout(show.timer);
    if (!isBad) show.timer = setTimeout(() => { result.textContent = ''; }, 6000);
  }

  document.addEventListener('htmx:configRequest', event => Object.assign(event.detail.headers, headers()));

  // Pages of refusals are shown like others.
  document.addEventListener('htmx:beforeSwap', event => {
    if (event.detail.xhr.getResponseHeader('content-type')?.startsWith('text/html')) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  // Unlike the browser's own, this source can send the token, and ends while the page is hidden.
  class Events extends EventTarget {
    constructor(url) {
      super();
      this.url = url;
      this.readyState = 0;
      this.retryMillis = 500;
      this.visibility = () => { if (document.hidden) this.abort?.abort(); else if (this.readyState !== 2) this.open(); };
      document.addEventListener('visibilitychange', this.visibility);
      if (!document.hidden) this.open();
    }
    async open() {
      if (this.running) return;
      this.running = true;
      this.abort = new AbortController();
      try {
        const answer = await fetch(this.url, { headers: headers(), signal: this.abort.signal, cache: 'no-store' });
        if (!answer.ok) throw new Error(answer.status);
        this.readyState = 1;
        this.retryMillis = 500;
        this.onopen?.(new Event('open'));
        this.dispatchEvent(new MessageEvent('changed', { data: '{}' }));
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        for (let rest = ''; ;) {
          const { value, done } = await reader.read();
          if (done) break;
          const events = (rest + value).split('\n\n');
          rest = events.pop();
          for (const event of events) {
            const name = /^event: (.*)$/m.exec(event), data = /^data: (.*)$/m.exec(event);
            if (name) this.dispatchEvent(new MessageEvent(name[1], { data: data?.[1] ?? '' }));
          }
        }
      } catch (broken) {
        // Opened again below; a hidden page waits until it is visible.
      }
      this.running = false;
      if (this.readyState === 2) return;
      this.readyState = 0;
      setTimeout(() => { if (!document.hidden && this.readyState !== 2) this.open(); }, this.retryMillis);
      this.retryMillis = Math.min(10000, this.retryMillis * 2);
    }
    close() {
      this.readyState = 2;
      document.removeEventListener('visibilitychange', this.visibility);
      this.abort?.abort();
    }
  }
  htmx.createEventSource = url => new Events(url);

  // A form is a call: where each input goes, in the path, the query or the body, is written on it.
  function callOf(form) {
    let path = form.dataset.path, raw = null;
    const query = new URLSearchParams(), body = {};
    for (const input of form.querySelectorAll('[data-in]')) {
      const { in: place, kind } = input.dataset, value = input.value.trim();
      if (place === 'path') path = path.replace(`{${input.name}}`, encodeURIComponent(value) || `{${input.name}}`);
      else if (value === '') continue;
      else if (place === 'query') query.set(input.name, value);
      else if (!input.name) raw = { text: input.value, json: kind === 'json' };
      else body[input.name] = kind === 'number' ? (Number.isNaN(Number(value)) ? value : Number(value))
        : kind === 'flag' ? value === 'true' : value;
    }
    const text = raw ? raw.text : Object.keys(body).length ? JSON.stringify(body) : '';
    const isYaml = raw && !raw.json && !/^\s*[{[]/.test(raw.text);
    return {
      method: form.dataset.method,
      path: path + (query.size ? '?' + query : ''),
      type: isYaml ? 'application/yaml' : 'application/json',
      text,
    };
  }

  const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;

  function curlOf(call) {
    return `curl -sS -X ${call.method}`
      + (app().dataset.locked === 'true' ? ' -H "x-blb-control-token: $BLB_CONTROL_TOKEN"' : '')
      + (call.text ? ` -H 'Content-Type: ${call.type}' --data-raw ${quoted(call.text)}` : '')
      + ' ' + quoted(app().dataset.origin + call.path);
  }

  function showCurl(form) {
    const place = form.querySelector('.curl pre');
    if (place) place.textContent = curlOf(callOf(form));
  }

  async function send(method, url, more, body) {
    const answer = await fetch(url, { method, headers: { ...headers(), ...more }, body: body || undefined });
    const text = await answer.text();
    let message = text, isVain = false;
    try {
      const said = JSON.parse(text);
      message = said.message ?? text;
      // What a removal answers when nothing was there.
      isVain = answer.ok && (said.removed === false || said.deleted === false || said.cleared === 0);
    } catch (isText) { /* shown as it is */ }
    const { done, nothing, failed } = app().dataset;
    const word = !answer.ok ? failed : isVain ? nothing : done;
    show(`${word} ${answer.status} ${message.slice(0, 400)}`, !answer.ok || isVain);
  }

  const guarded = work => work.catch(failure => show(String(failure), true));

  document.addEventListener('submit', event => {
    const form = event.target;
    if (form.matches('form.call')) {
      event.preventDefault();
      const call = callOf(form);
      guarded(send(call.method, app().dataset.base + call.path, { 'Content-Type': call.type }, call.text));
    } else if (form.id === 'unlock') {
      event.preventDefault();
      sessionStorage.setItem(TOKEN, form.querySelector('input').value);
      unlock(form);
    }
  }, true);

  document.addEventListener('input', event => {
    const form = event.target.closest('form.call');
    if (form) showCurl(form);
  });

  document.addEventListener('click', event => {
    const copy = event.target.closest('[data-copy]'), replay = event.target.closest('[data-replay]');
    if (copy) {
      guarded(navigator.clipboard.writeText(document.querySelector(copy.dataset.copy).textContent)
        .then(() => show(app().dataset.copied)));
    } else if (replay) {
      const { replay: method, target, headers: more, body } = replay.dataset;
      guarded(send(method, target, JSON.parse(more), method === 'GET' || method === 'HEAD' ? '' : body));
    } else if (event.target.closest('[data-export]') && token()) {
      // A link cannot send the token.
      event.preventDefault();
      const link = event.target.closest('[data-export]');
      guarded(fetch(link.href, { headers: headers() }).then(answer => answer.blob()).then(blob => {
        const file = document.createElement('a');
        file.href = URL.createObjectURL(blob);
        file.download = link.dataset.export;
        file.click();
      }));
    }
  });

  function unlock(form) {
    guarded(fetch(location.href, { headers: headers() }).then(answer => answer.text()).then(text => {
      if (!text.includes('id="app"')) {
        sessionStorage.removeItem(TOKEN);
        show(form.dataset.wrong, true);
        return;
      }
      const page = new DOMParser().parseFromString(text, 'text/html');
      document.title = page.title;
      document.documentElement.lang = page.documentElement.lang;
      document.body.replaceChildren(...page.body.childNodes);
      htmx.process(document.body);
      ready(document.body);
    }));
  }

  // What a reader has opened stays open when a part of the page is fetched again.
  const opened = new Map();
  document.addEventListener('toggle', event => {
    if (event.target.id) opened.set(event.target.id, event.target.open);
  }, true);

  // Plots show calls per second between fetches of the page.
  const series = new Map(), MAX_POINTS = 120;
  function plot(place) {
    const { series: name, count } = place.dataset, now = Date.now() / 1000;
    const points = series.get(name) ?? { at: [], rate: [], last: null };
    series.set(name, points);
    const value = Number(count);
    if (points.last && now - points.last.at > 0.2) {
      points.at.push(now);
      points.rate.push(Math.max(0, (value - points.last.value) / (now - points.last.at)));
      if (points.at.length > MAX_POINTS) { points.at.shift(); points.rate.shift(); }
    }
    if (!points.last || now - points.last.at > 0.2) points.last = { at: now, value };
    const style = getComputedStyle(document.documentElement), wide = place.classList.contains('wide');
    const soft = style.getPropertyValue('--soft'), line = style.getPropertyValue('--line');
    const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line }, font: '11px system-ui' };
    place.dataset.points = points.at.length;
    // Without two points there is no time to show: the axis would have years of nothing.
    const axes = wide && points.at.length > 1;
    new uPlot({
      width: place.clientWidth || 120, height: wide ? 110 : 40, cursor: { show: false }, legend: { show: false },
      padding: wide ? [8, 8, 4, 0] : [2, 0, 2, 0],
      scales: { y: { range: (plot, min, max) => [0, Math.max(1, max)] } },
      axes: axes ? [axis, { ...axis, size: 36 }] : [{ show: false }, { show: false }],
      series: [{}, { stroke: style.getPropertyValue('--accent'), width: 1.5, points: { show: false } }],
    }, [points.at, points.rate], place);
  }

  function ready(root) {
    const each = (selector, act) => [root, ...root.querySelectorAll(selector)].filter(one => one.matches(selector)).forEach(act);
    each('form.call', showCurl);
    each('details[id]', one => { if (opened.get(one.id)) one.open = true; });
    each('.plot[data-series]', one => { if (!one.firstChild) plot(one); });
  }
  document.addEventListener('htmx:load', event => ready(event.detail.elt));

  const locked = document.getElementById('unlock');
  if (locked && token()) unlock(locked);
})();
