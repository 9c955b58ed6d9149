/**
 * `npm run strict`: writes docs/strict.md, each recorded history that strict judges otherwise than compat.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { strictPage } from "./strict_page.ts";

writeFileSync(join(import.meta.dirname, "strict.md"), strictPage());
