/**
 * Goal: docker-compose.yml is sound, and what its containers run works, started by hand.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";

import { freshFolder, type Running, startHearsay } from "../support/hearsay.ts";
import { startRedis } from "../support/redis.ts";
import { parseYamlSubset } from "../support/yaml_subset.ts";

const ROOT = join(import.meta.dirname, "../..");

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command: readonly string[];
  readonly environment?: Record<string, string>;
  readonly user?: string;
  readonly restart: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly scale?: number;
  readonly depends_on?: Record<string, { condition: string }>;
  readonly healthcheck?: { test: readonly string[] };
}

interface Compose {
  readonly services: { redis: Service; coordinator: Service; robot: Service };
  readonly volumes: Record<string, null>;
}

function compose(): Compose {
  const source = readFileSync(join(ROOT, "docker-compose.yml"), "utf8");
  return parseYamlSubset(source) as unknown as Compose;
}

/** `${NAME:-default}` as Compose reads it. */
function interpolate(text: string, env: Record<string, string> = {}): string {
  return text.replaceAll(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, otherwise: string) => {
    return env[name] || otherwise;
  });
}

/** What the image adds to each service's own environment. */
function imageEnvironment(): Record<string, string> {
  const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8");
  const [, dir] = /HEARSAY_DIR=(\S+)/.exec(dockerfile)!;
  return { HEARSAY_DIR: dir! };
}

describe("docker-compose.yml", () => {
  const { services, volumes } = compose();
  const all = Object.entries(services);

  it.each(all)(
    "pins the image of %s, and gives it no power that it does not need",
    (_, service) => {
      expect(service.image).toMatch(/:\d+\.\d+\.\d+/);
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(["ALL"]);
      expect(service.security_opt).toEqual(["no-new-privileges:true"]);
      expect(["no", "on-failure", "unless-stopped"]).toContain(service.restart);
      // What we build has its user in the Dockerfile.
      const user = service.build === undefined ? service.user : "node";
      expect(user).toMatch(/^([1-9]\d*:[1-9]\d*|node)$/);
      for (const volume of service.volumes) expect(volumes).toHaveProperty(volume.split(":")[0]!);
    },
  );

  it("runs our own services as a user who is not root", () => {
    const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8");
    expect(dockerfile.match(/^USER .*$/gm)).toEqual(["USER node"]);
    expect(dockerfile).toMatch(/npm ci .*--ignore-scripts/);
    for (const image of dockerfile.match(/^FROM .*$/gm)!) expect(image).toMatch(/:\d+\.\d+\.\d+-/);
  });

  it("gives Redis what BullMQ and a restart need", () => {
    const { command, healthcheck, ports } = services.redis;
    const options = command.join(" ");
    expect(options).toMatch(/--appendonly yes .*--maxmemory-policy noeviction --hz 100$/);
    expect(healthcheck!.test.join(" ")).toMatch(/redis-cli ping/);
    for (const port of ports!) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it("starts the others once Redis is healthy, in the same results folder", () => {
    for (const service of [services.coordinator, services.robot]) {
      expect(service.depends_on).toEqual({ redis: { condition: "service_healthy" } });
      expect(service.volumes.map((volume) => volume.split(":")[1])).toEqual([
        imageEnvironment()["HEARSAY_DIR"],
      ]);
      expect(service.environment!["HEARSAY_REDIS"]).toBe("redis://redis:6379");
    }
    // Every container is process 1: only their own host names tell two robots apart.
    expect(services.robot.environment).not.toHaveProperty("HEARSAY_HOST_NAME");
  });

  it("deals as many places as it starts robots", () => {
    const { coordinator, robot } = services;
    expect(Number(interpolate(coordinator.environment!["HEARSAY_ROBOTS"]!))).toBe(robot.scale);
  });

  it("names the files of the image that are there", () => {
    const dockerfile = readFileSync(join(ROOT, "Dockerfile"), "utf8");
    const ignored = readFileSync(join(ROOT, ".dockerignore"), "utf8");
    for (const [, sources] of dockerfile.matchAll(/^COPY (?!--)(.*) \S+$/gm)) {
      for (const source of sources!.split(" ")) {
        expect({ source, exists: existsSync(join(ROOT, source)) }).toMatchObject({ exists: true });
        expect(ignored).toContain(`!${source}\n`);
      }
    }
  });
});

test("what the containers run reconstructs the secret: a coordinator and ten robots", async () => {
  const { coordinator, robot } = compose().services;
  const redis = await startRedis();
  const folder = freshFolder();
  // Instead of the network and the volume; all the rest is what stands in the file.
  const start = (service: Service): Running => {
    const own = Object.entries({ ...imageEnvironment(), ...service.environment });
    const env = Object.fromEntries(own.map(([name, value]) => [name, interpolate(value)]));
    const command = service.command.map((word) => interpolate(word));
    return startHearsay(command, {
      env: { ...env, HEARSAY_REDIS: redis.url, HEARSAY_DIR: folder },
      cwd: folder,
    });
  };
  // Robots first: nobody says that the coordinator is the quicker one.
  const robots = Array.from({ length: robot.scale! }, () => start(robot));
  const dealt = await start(coordinator).finished;
  expect(dealt).toMatchObject({ code: 0 });
  const ended = await Promise.all(robots.map(({ finished }) => finished));
  for (const robotEnd of ended) expect(robotEnd).toMatchObject({ code: 0 });

  const { result, config } = JSON.parse(await readFile(join(folder, "demo/run.json"), "utf8"));
  expect(result).toMatchObject({ robots: 10, claims: 1, violations: 0 });
  expect(result.file).toBe(join(folder, "demo/secret.txt"));
  const written = await readFile(result.file);
  expect(createHash("sha256").update(written).digest("hex")).toBe(config.secret.sha256);
  // No two robots in one place; a late one may have found the run won already.
  const places = ended.flatMap(({ stderr }) => /"robot":"(r\d+)"/.exec(stderr)?.[1] ?? []);
  expect(new Set(places).size).toBe(places.length);
  expect(places.length).toBeGreaterThan(1);
}, 90_000);

describe("parseYamlSubset", () => {
  it("reads maps, lists, scalars, anchors and merges", () => {
    const source = `# comment
x: &base
  a: 1
  b: [ "p", "q:r" ]
y:
  <<: *base
  a: two words
  c:
    - --flag
    - "100"
    # comment
    - http://host:1
z:
w: true
`;
    expect(parseYamlSubset(source)).toEqual({
      x: { a: 1, b: ["p", "q:r"] },
      y: { a: "two words", b: ["p", "q:r"], c: ["--flag", "100", "http://host:1"] },
      z: null,
      w: true,
    });
  });

  it("reads lists of maps and literal texts, with what looks like a comment", () => {
    const source = `steps:
  # comment
  - name: one
    run: |
      echo "a: b" # not a comment

      # nor this
        indented
    with:
      x: 1
  - name: two
last: |
  end
`;
    expect(parseYamlSubset(source)).toEqual({
      steps: [
        {
          name: "one",
          run: 'echo "a: b" # not a comment\n\n# nor this\n  indented\n',
          with: { x: 1 },
        },
        { name: "two" },
      ],
      last: "end\n",
    });
  });

  it.each([
    ["a: yes", "a word that is a boolean"],
    ["a: {b: 1}", "a map in braces"],
    ["a: >\n  text", "a folded text"],
    ["a: |\nb: 1", "a text without lines"],
    ["a:\n  - b: 1\n   c: 2", "a wrong indent in a list"],
    ["a: 'x'", "single quotes"],
    ["a: 1\na: 2", "a key twice"],
    ["a: b # c", "a comment behind a value"],
    ["a:\n  b: 1\n   c: 2", "a wrong indent"],
    ["a: *b", "an alias"],
    ["x:\n  <<: *none", "an unknown anchor"],
    ["a", "no key"],
  ])("refuses %j: %s", (source) => {
    expect(() => parseYamlSubset(source)).toThrow(/cannot read line/);
  });
});
