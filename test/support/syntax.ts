/**
 * What a source file says, read from its syntax tree: what it imports, which globals it uses, which
 * text it holds. Comments are no part of it.
 *
 * @module
 */
import { parseAst } from "vitest/node";

/** One module that a file names. */
export interface Import {
  readonly specifier: string;
  /** Erased before the program runs, so that it costs nothing at run time. */
  readonly typeOnly: boolean;
  /** Loaded only when the program comes to it. */
  readonly lazy: boolean;
}

export interface Syntax {
  readonly imports: readonly Import[];
  /** Dynamic imports whose module is computed: nobody can tell what they load. */
  readonly computedImports: number;
  /** Names used as values that no import or declaration of the file gives: `Date`, `Math.random`. */
  readonly globals: ReadonlySet<string>;
  /** Strings, and the fixed parts of templates. */
  readonly texts: readonly string[];
}

/** A node of the tree, as far as it is looked at here. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Expressions that only change the type of the one inside; all other TS nodes are types. */
const TS_EXPRESSIONS = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSInstantiationExpression",
  "TSTypeAssertion",
]);

/**
 * Reads a file.
 *
 * @throws Error when it does not parse.
 */
export function readSyntax(path: string, source: string): Syntax {
  const lang = path.endsWith(".ts") ? "ts" : "js";
  const program = parseAst(source, { lang }) as unknown as Node;
  const found = {
    imports: [] as Import[],
    computedImports: 0,
    used: new Set<string>(),
    declared: new Set<string>(),
    texts: [] as string[],
  };
  visit(program, found);
  const globals = new Set([...found.used].filter((name) => !found.declared.has(name)));
  const { imports, computedImports, texts } = found;
  return { imports, computedImports, globals, texts };
}

interface Found {
  readonly imports: Import[];
  computedImports: number;
  readonly used: Set<string>;
  readonly declared: Set<string>;
  readonly texts: string[];
}

function visit(node: Node, found: Found): void {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      if (isNode(node["source"])) {
        const typeOnly = node["importKind"] === "type" || node["exportKind"] === "type";
        found.imports.push({ specifier: textOf(node["source"])!, typeOnly, lazy: false });
        for (const each of childrenOf(node["specifiers"])) {
          if (isNode(each["local"])) found.declared.add(String(each["local"]["name"]));
        }
        return;
      }
      break;
    case "ImportExpression": {
      const specifier = textOf(node["source"]);
      if (specifier === undefined) found.computedImports += 1;
      else found.imports.push({ specifier, typeOnly: false, lazy: true });
      break;
    }
    case "TSImportType": {
      const specifier = textOf(node["source"]) ?? "";
      found.imports.push({ specifier, typeOnly: true, lazy: false });
      break;
    }
    case "Literal":
      if (typeof node["value"] === "string") found.texts.push(node["value"]);
      return;
    case "TemplateElement":
      found.texts.push((node["value"] as { cooked: string | null }).cooked ?? "");
      return;
    case "Identifier":
      found.used.add(String(node["name"]));
      break;
    case "MemberExpression":
      visitMember(node, found);
      return;
    case "FunctionDeclaration":
    case "ClassDeclaration":
      if (isNode(node["id"])) found.declared.add(String(node["id"]["name"]));
      break;
    default:
      break;
  }
  for (const [field, value] of Object.entries(node)) {
    if (isName(node, field)) continue;
    for (const child of childrenOf(value)) {
      if (isType(child)) visitType(child, found);
      else visit(child, found);
    }
  }
}

/** `Math.random` and `Math["random"]` are one global; what else is read of it is none of our business. */
function visitMember(node: Node, found: Found): void {
  const object = node["object"] as Node;
  const property = node["property"] as Node;
  const name = node["computed"] === true ? textOf(property) : String(property["name"]);
  if (object.type === "Identifier" && name !== undefined) {
    found.used.add(`${String(object["name"])}.${name}`);
    // Math alone is harmless; an alias of it is not, and is no member expression.
    if (object["name"] !== "Math") found.used.add(String(object["name"]));
  } else {
    visit(object, found);
  }
  if (node["computed"] === true) visit(property, found);
}

/** Types hold nothing that runs, but they may import. */
function visitType(node: Node, found: Found): void {
  if (node.type === "TSImportType") return visit(node, found);
  for (const value of Object.values(node)) {
    for (const child of childrenOf(value)) {
      if (TS_EXPRESSIONS.has(child.type)) visit(child, found);
      else visitType(child, found);
    }
  }
}

function isType(node: Node): boolean {
  return node.type.startsWith("TS") && !TS_EXPRESSIONS.has(node.type);
}

/** Whether `field` of `node` is the name of a property and not a reference. */
function isName(node: Node, field: string): boolean {
  if (node["computed"] === true) return false;
  const named = ["Property", "PropertyDefinition", "MethodDefinition", "AccessorProperty"];
  return field === "key" && named.includes(node.type);
}

function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"];
  const quasis = node.type === "TemplateLiteral" ? (node["quasis"] as Node[]) : [];
  return quasis.length === 1 ? (quasis[0]!["value"] as { cooked: string }).cooked : undefined;
}

function childrenOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.filter(isNode);
  return isNode(value) ? [value] : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}
