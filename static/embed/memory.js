// Where the browser keeps nothing for us on other sites, what scripts put away lives as long as the frame. First of all scripts.
for (const name of ["sessionStorage", "localStorage"]) {
  try {
    window[name].getItem("");
  } catch {
    const kept = new Map();
    const store = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => kept.set(key, String(value)),
      removeItem: (key) => kept.delete(key),
    };
    Object.defineProperty(window, name, { value: store });
  }
}
