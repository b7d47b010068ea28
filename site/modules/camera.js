/** The phone's camera: opened once and kept, closed while the page is not seen. */

import { phone } from './memory.js';

const CHOSEN = 'till-camera';

/** @typedef {'asked' | 'denied' | 'absent' | 'busy' | 'insecure' | 'unsupported'} Why */

/** Why there is no picture. */
export class CameraTrouble extends Error {
  /** @param {Why} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

export class Camera {
  /**
   * @param {HTMLVideoElement} video
   * @param {() => void} [onLost] the picture was taken away: by another app, or with its plug
   */
  constructor(video, onLost = () => {}) {
    this.video = video;
    this.onLost = onLost;
    this.wanted = false;
    /** @type {MediaStream | null} */
    this.stream = null;
    /** @type {Promise<void> | null} */
    this.opening = null;
    this.changing = false;
  }

  get isOpen() {
    return this.stream?.active ?? false;
  }

  get track() {
    return this.stream?.getVideoTracks()[0];
  }

  /** However often it is asked for while the person decides, the question is put once. */
  async open() {
    this.wanted = true;
    if (this.isOpen) return;
    this.opening ??= this.#open().finally(() => {
      this.opening = null;
    });
    await this.opening;
  }

  close() {
    this.wanted = false;
    stop(this.stream);
    this.stream = null;
    this.video.srcObject = null;
  }

  /** Whether there is another camera to change to; the names are known once one is open. */
  async hasOthers() {
    return (await cameras()).length > 1;
  }

  /** Change to the next camera, and remember it: phones with several often offer the wrong one. One at a time. */
  async change() {
    if (this.changing || this.opening) return;
    this.changing = true;
    await this.#change().finally(() => {
      this.changing = false;
    });
  }

  async #change() {
    const known = await cameras();
    const current = this.track?.getSettings().deviceId;
    const at = known.findIndex((device) => device.deviceId === current);
    phone.remember(CHOSEN, known[(at + 1) % known.length]?.deviceId ?? '');
    this.close();
    try {
      await this.open();
    } catch {
      phone.forget(CHOSEN);
      await this.open();
    }
  }

  async #open() {
    const stream = await film();
    // Closed while the person was being asked: nothing may go on filming.
    if (!this.wanted) return stop(stream);
    this.stream = stream;
    this.track?.addEventListener('ended', () => this.stream === stream && this.onLost());
    this.video.srcObject = stream;
    await this.video.play().catch(() => {});
    return undefined;
  }
}

/** Whether the person will be asked now, or was already. */
export async function willAsk() {
  try {
    const camera = /** @type {PermissionName} */ ('camera');
    return (await navigator.permissions.query({ name: camera })).state === 'prompt';
  } catch {
    return false;
  }
}

/** The camera that was chosen; one that is no longer there is forgotten, not replaced by chance. */
async function film() {
  const chosen = phone.recall(CHOSEN);
  const stream = await ask(chosen);
  if (!chosen || stream.getVideoTracks()[0]?.getSettings().deviceId === chosen) return stream;
  phone.forget(CHOSEN);
  stop(stream);
  return ask(null);
}

/** Wishes, never demands: a demand that cannot be met gives no camera at all. @param {string | null} chosen */
async function ask(chosen) {
  if (!window.isSecureContext) throw new CameraTrouble('insecure');
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraTrouble('unsupported');
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const which = chosen ? { deviceId: { ideal: chosen } } : { facingMode: { ideal: 'environment' } };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...size, ...which } });
  } catch (error) {
    throw new CameraTrouble(reason(error));
  }
}

/** @param {MediaStream | null} stream */
function stop(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

/** None, where the phone does not say: the one that it gave works all the same. */
async function cameras() {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter((device) => device.kind === 'videoinput');
  } catch {
    return [];
  }
}

/** @param {unknown} error @returns {Why} */
function reason(error) {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  // Chrome's word for a question that was put away without an answer: it can be put again.
  if (name === 'NotAllowedError' && /dismissed/i.test(message)) return 'asked';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'absent';
}
