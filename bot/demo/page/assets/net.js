// Talks to the local server: the people's side, texts, live changes.

async function answer(response) {
  const body = await response.json();
  if (body.ok === false) throw new Error(body.description);
  return body.ok ? body.result : body;
}

export const get = async (path) => answer(await fetch(path));

export const post = async (path, body) =>
  answer(await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }));

export const act = (person, deed, body) => post(`/human/${person}/${deed}`, body);

// Calls `changed` after every change, never twice at once, and never forgets the last one.
export function watch(changed) {
  let running = false;
  let again = false;
  const run = async () => {
    if (running) { again = true; return; }
    running = true;
    try { await changed(); } catch (error) { console.warn(error.message); }
    running = false;
    if (again) { again = false; run(); }
  };
  const source = new EventSource("/page/events");
  source.onmessage = run;
  return run;
}
