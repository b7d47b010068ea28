/** The decoder's worker, within the reach of the till's service worker. */
import {{ (assets ~ "/modules/decoder.js") | tojson }};
