const decoder = new TextDecoder();
const encoder = new TextEncoder();
const [INPUT, OUTPUT, ERRORS, STATUS, SIZE] = [0, 1, 2, 3, 4];

/** The address of a path for WebSockets. */
export const socketAddress = (path) => `wss://${location.host}${path}`;

/**
 * A session with something inside an instance, in Kubernetes' channels (v5.channel.k8s.io). `onOutput` is given bytes; `onEnd` what the
 * server said of the end: `{ ok, words }`.
 */
export class Session {
  constructor(path, { onOpen = () => {}, onOutput, onEnd }) {
    let said = null;
    let hasOpened = false;
    this.socket = new WebSocket(socketAddress(path), ["v5.channel.k8s.io"]);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("open", () => { hasOpened = true; onOpen(); });
    this.socket.addEventListener("message", ({ data }) => {
      const bytes = typeof data === "string" ? encoder.encode(data) : new Uint8Array(data);
      if (bytes[0] === OUTPUT || bytes[0] === ERRORS) onOutput(bytes.subarray(1));
      if (bytes[0] === STATUS) said = JSON.parse(decoder.decode(bytes.subarray(1)));
    });
    this.socket.addEventListener("close", () => onEnd(outcome(said, hasOpened)));
  }

  send(text) { this.write(INPUT, encoder.encode(text)); }

  resize(columns, rows) { this.write(SIZE, encoder.encode(JSON.stringify({ Width: columns, Height: rows }))); }

  write(channel, bytes) {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const message = new Uint8Array(bytes.length + 1);
    message[0] = channel;
    message.set(bytes, 1);
    this.socket.send(message);
  }

  close() { this.socket.close(); }
}

function outcome(said, hasOpened) {
  if (!said) return { ok: false, words: hasOpened ? "The connection was lost." : "The server did not open the session." };
  if (said.status === "Success") return { ok: true, words: "The session has ended." };
  const code = said.details?.causes?.find(({ reason }) => reason === "ExitCode")?.message;
  return { ok: false, words: code ? `The command ended with code ${code}.` : said.message || "The session has ended." };
}
