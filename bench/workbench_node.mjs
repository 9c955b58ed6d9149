#!/usr/bin/env node
/**
 * The node of the workbench's bench: plain JavaScript that reads whole chunks and answers them in one
 * write, so that the bench measures the way between nodes.
 *
 * @module
 */
let id = "";
let isOver = false;
let received = 0;
let out = "";
let rest = "";
let trips;

const send = (dest, body) => {
  out += `${JSON.stringify({ src: id, dest, body })}\n`;
};

const handlers = {
  init({ src, body }) {
    id = body.node_id;
    send(src, { type: "init_ok", in_reply_to: body.msg_id });
  },
  echo({ src, body }) {
    send(src, { type: "echo_ok", echo: body.echo, in_reply_to: body.msg_id });
  },
  // Keeps `window` messages under way until it is told to stop.
  flood({ body }) {
    for (let i = 0; i < body.window; i++) send(body.to, { type: "ping", msg_id: i });
  },
  ping({ src, body }) {
    send(src, { type: "pong", in_reply_to: body.msg_id });
  },
  pong({ src, body }) {
    if (trips !== undefined) trips.back();
    else if (!isOver) send(src, { type: "ping", msg_id: body.in_reply_to });
  },
  stop() {
    isOver = true;
    process.stderr.write(`${received}\n`);
  },
  // One message at a time, with pauses, to another and back.
  trips({ src, body }) {
    const us = [];
    let sentNs = 0n;
    const ping = () => {
      sentNs = process.hrtime.bigint();
      send(body.to, { type: "ping", msg_id: us.length });
      flush();
    };
    trips = {
      back() {
        us.push(Number(process.hrtime.bigint() - sentNs) / 1000);
        if (us.length < body.count) setTimeout(ping, Math.random() * body.pauseMs);
        else send(src, { type: "trips_ok", us });
      },
    };
    ping();
  },
};

function flush() {
  if (out === "") return;
  process.stdout.write(out);
  out = "";
}

process.stdin.setEncoding("utf8").on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  received += lines.length;
  for (const line of lines) {
    const message = JSON.parse(line);
    handlers[message.body.type]?.(message);
  }
  flush();
});
