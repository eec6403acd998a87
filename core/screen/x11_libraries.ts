/** The C libraries that grabbing an X11 screen calls: where they may lie and what is called. Refuses to look anywhere else. */
import { HostError } from "../protocol/errors.ts";

const LIBRARIES = { xcb: "libxcb.so.1", shm: "libxcb-shm.so.0", c: "libc.so.6" } as const;
type Library = keyof typeof LIBRARIES;

/** Debian and Ubuntu, Fedora and openSUSE, Arch: in this order. */
function folders(): string[] {
  return [`/usr/lib/${Deno.build.arch}-linux-gnu`, "/usr/lib64", "/usr/lib"];
}

/** Every path at which one of the libraries may lie: what `--allow-ffi` has to name. Some of them do not exist. */
export function x11Libraries(): string[] {
  return Object.values(LIBRARIES).flatMap((file) => folders().map((folder) => `${folder}/${file}`));
}

/** Pointers are `u64`: the pointer API of Deno would need permission for every library there is. */
const XCB = {
  // On a thread of its own: a server that is stopped would hold the caller for ever.
  xcb_connect: { parameters: ["buffer", "buffer"], result: "u64", nonblocking: true },
  xcb_connection_has_error: { parameters: ["u64"], result: "i32" },
  xcb_disconnect: { parameters: ["u64"], result: "void" },
  xcb_get_setup: { parameters: ["u64"], result: "u64" },
  xcb_get_file_descriptor: { parameters: ["u64"], result: "i32" },
  xcb_generate_id: { parameters: ["u64"], result: "u32" },
  xcb_flush: { parameters: ["u64"], result: "i32" },
  xcb_poll_for_reply: { parameters: ["u64", "u32", "buffer", "buffer"], result: "i32" },
  xcb_poll_for_event: { parameters: ["u64"], result: "u64" },
  xcb_get_input_focus: { parameters: ["u64"], result: "u32" },
  xcb_query_keymap: { parameters: ["u64"], result: "u32" },
  xcb_get_keyboard_mapping: { parameters: ["u64", "u8", "u8"], result: "u32" },
} as const;

const SHM = {
  xcb_shm_attach_fd: { parameters: ["u64", "u32", "i32", "u8"], result: "u32" },
  xcb_shm_detach: { parameters: ["u64", "u32"], result: "u32" },
  xcb_shm_get_image: {
    parameters: ["u64", "u32", "i16", "i16", "u16", "u16", "u32", "u8", "u32", "u32"],
    result: "u32",
  },
} as const;

const C = {
  memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
  ftruncate: { parameters: ["i32", "i64"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  mmap: { parameters: ["u64", "usize", "i32", "i32", "i32", "i64"], result: "u64" },
  poll: { parameters: ["buffer", "u64", "i32"], result: "i32" },
  free: { parameters: ["u64"], result: "void" },
  memcpy: { parameters: ["buffer", "u64", "usize"], result: "u64" },
  /** Copying nothing tells where a buffer lies: memcpy returns its first argument. */
  address: { name: "memcpy", parameters: ["buffer", "buffer", "usize"], result: "u64" },
} as const;

/** The functions, by library, until it is disposed. */
export class X11Libraries implements Disposable {
  readonly #xcb: Deno.DynamicLibrary<typeof XCB>;
  readonly #shm: Deno.DynamicLibrary<typeof SHM>;
  readonly #c: Deno.DynamicLibrary<typeof C>;

  /** @throws {HostError} `screen` when one of them is missing or not permitted */
  constructor() {
    using opened = new DisposableStack();
    this.#xcb = opened.adopt(load("xcb", XCB), (library) => library.close());
    this.#shm = opened.adopt(load("shm", SHM), (library) => library.close());
    this.#c = load("c", C);
    opened.move();
  }

  get xcb(): Deno.DynamicLibrary<typeof XCB>["symbols"] {
    return this.#xcb.symbols;
  }

  get shm(): Deno.DynamicLibrary<typeof SHM>["symbols"] {
    return this.#shm.symbols;
  }

  get c(): Deno.DynamicLibrary<typeof C>["symbols"] {
    return this.#c.symbols;
  }

  /** Copies bytes that lie at `address`. */
  bytesAt(address: bigint, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.c.memcpy(bytes, address, BigInt(length));
    return bytes;
  }

  [Symbol.dispose](): void {
    this.#shm.close();
    this.#xcb.close();
    this.#c.close();
  }
}

function load<T extends Deno.ForeignLibraryInterface>(library: Library, symbols: T): Deno.DynamicLibrary<T> {
  const failures: string[] = [];
  for (const folder of folders()) {
    try {
      return Deno.dlopen(`${folder}/${LIBRARIES[library]}`, symbols);
    } catch (cause) {
      failures.push(cause instanceof Error ? cause.message : String(cause));
    }
  }
  throw new HostError(
    "screen",
    `Cannot load ${LIBRARIES[library]} (Debian and Ubuntu: apt-get install libxcb1 libxcb-shm0): ${
      failures.join("; ")
    }`,
  );
}
