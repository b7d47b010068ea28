/**
 * What must outlive a reload: who this phone is, and what it has not been able to say yet.
 *
 * IndexedDB and not sessionStorage: a phone drops a page it has not shown for a while, and a till
 * must be paired, with its unsent scans, when it is taken up again. Script of this origin could
 * read the refresh token; there is no other script (the pages' policy allows none), the token is
 * changed at each use, and the owner can take the phone off the list at any moment.
 */

const NAME = 'poincon';
const ROOMS = ['sessions', 'operations'];

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => ROOMS.forEach((room) => request.result.createObjectStore(room, { keyPath: 'id' }));
    request.onsuccess = () => {
      // Browsers close it under a page that they put away: the next time it is opened anew.
      request.result.onclose = lose;
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  opened.catch(lose);
  return opened;
}

function lose() {
  opened = null;
}

/**
 * @param {string} room
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} act
 * @returns {Promise<any>} once it is written, not merely asked for
 */
async function within(room, mode, act) {
  const transaction = (await open()).transaction(room, mode);
  const request = act(transaction.objectStore(room));
  // Nothing else comes: it is written without another round trip through this page.
  transaction.commit?.();
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** @param {string} room @param {{id: string}} record */
export const keep = (room, record) => within(room, 'readwrite', (store) => store.put(record));

/** @param {string} room @param {string} id */
export const find = (room, id) => within(room, 'readonly', (store) => store.get(id));

/** @param {string} room @returns {Promise<any[]>} in the order of their ids */
export const all = (room) => within(room, 'readonly', (store) => store.getAll());

/** @param {string} room @param {string} id */
export const forget = (room, id) => within(room, 'readwrite', (store) => store.delete(id));
