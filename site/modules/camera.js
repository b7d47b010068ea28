/** The phone's camera: opened once and kept, closed while the page is not seen. */

const CHOSEN = 'till-camera';

/** Why there is no picture: `denied`, `absent`, `busy`, or `unsupported` (a browser inside an app). */
export class CameraTrouble extends Error {
  /** @param {'denied' | 'absent' | 'busy' | 'unsupported'} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

export class Camera {
  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    /** @type {MediaStream | null} */
    this.stream = null;
  }

  get isOpen() {
    return this.stream?.active ?? false;
  }

  async open() {
    if (this.isOpen) return;
    if (!navigator.mediaDevices?.getUserMedia) throw new CameraTrouble('unsupported');
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: wanted() });
    } catch (error) {
      throw new CameraTrouble(reason(error));
    }
    this.video.srcObject = this.stream;
    await this.video.play().catch(() => {});
  }

  close() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  /** Whether there is another camera to change to; the names are known once one is open. */
  async hasOthers() {
    return (await cameras()).length > 1;
  }

  /** Change to the next camera, and remember it: phones with several often offer the wrong one. */
  async change() {
    const known = await cameras();
    const current = this.stream?.getVideoTracks()[0]?.getSettings().deviceId;
    const at = known.findIndex((device) => device.deviceId === current);
    localStorage.setItem(CHOSEN, known[(at + 1) % known.length]?.deviceId ?? '');
    this.close();
    await this.open();
  }
}

async function cameras() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices.filter((device) => device.kind === 'videoinput');
}

/** Wishes, never demands: a demand that cannot be met gives no camera at all. */
function wanted() {
  const chosen = localStorage.getItem(CHOSEN);
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  if (chosen) return { ...size, deviceId: { ideal: chosen } };
  return { ...size, facingMode: { ideal: 'environment' } };
}

/** @param {unknown} error */
function reason(error) {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'absent';
}
