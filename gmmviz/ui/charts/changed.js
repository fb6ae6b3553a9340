// What has changed in the parts of a drawer: packed, one after the other, and they listen for it. A drawer may say it
// in several sections; what cannot be unpacked is told to the console and keeps nothing back.

export default function ({ data }) {
  window.gmmvizChanging = (window.gmmvizChanging ?? Promise.resolve()).then(async () => {
    const unpacked = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
    window.gmmvizChanged = { ...window.gmmvizChanged, ...(await new Response(unpacked).json()) };
    window.dispatchEvent(new Event("gmmviz-changed"));
  }).catch(console.error);
}
