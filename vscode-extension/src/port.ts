/** A line to another process or worker that takes objects; what JSON-RPC needs of it. */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Message,
  type MessageReader,
  type MessageWriter,
} from "vscode-jsonrpc";
import "vscode-jsonrpc/browser"; // timers and encodings, which node has by the same names

export type Port = {
  readonly send: (message: unknown) => void;
  /** Every message that comes from now on. */
  readonly receive: (take: (message: unknown) => void) => void;
  /** Tells when the other side is gone, where that can be known. */
  readonly closed?: (tell: () => void) => void;
};

export function transports(port: Port): { readonly reader: MessageReader; readonly writer: MessageWriter } {
  return { reader: new PortReader(port), writer: new PortWriter(port) };
}

class PortReader extends AbstractMessageReader {
  readonly #port: Port;
  constructor(port: Port) {
    super();
    this.#port = port;
    port.closed?.(() => this.fireClose());
  }
  listen(callback: DataCallback) {
    this.#port.receive((message) => callback(message as Message));
    return { dispose: () => undefined };
  }
}

class PortWriter extends AbstractMessageWriter {
  readonly #port: Port;
  constructor(port: Port) {
    super();
    this.#port = port;
  }
  async write(message: Message): Promise<void> {
    this.#port.send(message);
  }
  end(): void {}
}
