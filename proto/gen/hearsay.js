/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Number = $util.global.Number, $Boolean = $util.global.Boolean, $Array = $util.global.Array, $isFinite = $util.global.isFinite;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const hearsay = $root.hearsay = (() => {

    /**
     * Namespace hearsay.
     * @exports hearsay
     * @namespace
     */
    const hearsay = {};

    hearsay.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof hearsay
         * @namespace
         */
        const v1 = {};

        v1.Envelope = (function() {

            /**
             * Properties of an Envelope.
             * @typedef {Object} hearsay.v1.Envelope.$Properties
             * @property {string|null} [from] Envelope from
             * @property {number|null} [boot] Envelope boot
             * @property {number|null} [seq] Envelope seq
             * @property {number|null} [lamport] Envelope lamport
             * @property {boolean|null} [wantsUpdate] Envelope wantsUpdate
             * @property {boolean|null} [offersUpdate] Envelope offersUpdate
             * @property {Uint8Array|null} [summary] Envelope summary
             * @property {Uint8Array|null} [update] Envelope update
             * @property {number|null} [checksum] Envelope checksum
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Envelope.
             * @memberof hearsay.v1
             * @interface IEnvelope
             * @augments hearsay.v1.Envelope.$Properties
             * @deprecated Use hearsay.v1.Envelope.$Properties instead.
             */

            /**
             * Shape of an Envelope.
             * @typedef {hearsay.v1.Envelope.$Properties} hearsay.v1.Envelope.$Shape
             */

            /**
             * Constructs a new Envelope.
             * @memberof hearsay.v1
             * @classdesc Represents an Envelope.
             * @constructor
             * @param {hearsay.v1.Envelope.$Properties=} [p] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Envelope = function (p) {
                if (p)
                    for (var ks = $Object.keys(p), i = 0; i < ks.length; ++i)
                        if (p[ks[i]] != null && ks[i] !== "__proto__")
                            this[ks[i]] = p[ks[i]];
            };

            /**
             * Envelope from.
             * @member {string} from
             * @memberof hearsay.v1.Envelope
             * @instance
             */
            Envelope.prototype.from = "";

            /**
             * Envelope boot.
             * @member {number} boot
             * @memberof hearsay.v1.Envelope
             * @instance
             */
            Envelope.prototype.boot = 0;

            /**
             * Envelope seq.
             * @member {number} seq
             * @memberof hearsay.v1.Envelope
             * @instance
             */
            Envelope.prototype.seq = 0;

            /**
             * Envelope lamport.
             * @member {number} lamport
             * @memberof hearsay.v1.Envelope
             * @instance
             */
            Envelope.prototype.lamport = 0;

            /**
             * Envelope wantsUpdate.
             * @member {boolean} wantsUpdate
             * @memberof hearsay.v1.Envelope
             * @instance
             */
            Envelope.prototype.wantsUpdate = false;

            /**
             * Envelope offersUpdate.
             * @member {boolean} offersUpdate
             * @memberof hearsay.v1.Envelope
             * @instance
             */
            Envelope.prototype.offersUpdate = false;

            /**
             * Envelope summary.
             * @member {Uint8Array|null|undefined} summary
             * @memberof hearsay.v1.Envelope
             * @instance
             */
            Envelope.prototype.summary = null;

            /**
             * Envelope update.
             * @member {Uint8Array|null|undefined} update
             * @memberof hearsay.v1.Envelope
             * @instance
             */
            Envelope.prototype.update = null;

            /**
             * Envelope checksum.
             * @member {number} checksum
             * @memberof hearsay.v1.Envelope
             * @instance
             */
            Envelope.prototype.checksum = 0;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Envelope.prototype, "_summary", {
                get: $util.oneOfGetter($oneOfFields = ["summary"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Envelope.prototype, "_update", {
                get: $util.oneOfGetter($oneOfFields = ["update"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Creates a new Envelope instance using the specified properties.
             * @function create
             * @memberof hearsay.v1.Envelope
             * @static
             * @param {hearsay.v1.Envelope.$Properties=} [properties] Properties to set
             * @returns {hearsay.v1.Envelope} Envelope instance
             * @type {{
             *   (properties: hearsay.v1.Envelope.$Shape): hearsay.v1.Envelope & hearsay.v1.Envelope.$Shape;
             *   (properties?: hearsay.v1.Envelope.$Properties): hearsay.v1.Envelope;
             * }}
             */
            Envelope.create = function(properties) {
                return new Envelope(properties);
            };

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link hearsay.v1.Envelope.verify|verify} messages.
             * @function encode
             * @memberof hearsay.v1.Envelope
             * @static
             * @param {hearsay.v1.Envelope.$Properties} m Envelope message or plain object to encode
             * @param {$protobuf.Writer} [w] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Envelope.encode = function (m, w, q) {
                if (!w)
                    w = $Writer.create();
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (m.from != null && $Object.hasOwnProperty.call(m, "from") && m.from !== "")
                    w.uint32(/* id 1, wireType 2 =*/10).string(m.from);
                if (m.boot != null && $Object.hasOwnProperty.call(m, "boot") && m.boot !== 0)
                    w.uint32(/* id 2, wireType 0 =*/16).uint32(m.boot);
                if (m.seq != null && $Object.hasOwnProperty.call(m, "seq") && m.seq !== 0)
                    w.uint32(/* id 3, wireType 0 =*/24).uint32(m.seq);
                if (m.lamport != null && $Object.hasOwnProperty.call(m, "lamport") && m.lamport !== 0)
                    w.uint32(/* id 4, wireType 0 =*/32).uint32(m.lamport);
                if (m.wantsUpdate != null && $Object.hasOwnProperty.call(m, "wantsUpdate") && m.wantsUpdate !== false)
                    w.uint32(/* id 5, wireType 0 =*/40).bool(m.wantsUpdate);
                if (m.offersUpdate != null && $Object.hasOwnProperty.call(m, "offersUpdate") && m.offersUpdate !== false)
                    w.uint32(/* id 6, wireType 0 =*/48).bool(m.offersUpdate);
                if (m.summary != null && $Object.hasOwnProperty.call(m, "summary"))
                    w.uint32(/* id 7, wireType 2 =*/58).bytes(m.summary);
                if (m.update != null && $Object.hasOwnProperty.call(m, "update"))
                    w.uint32(/* id 8, wireType 2 =*/66).bytes(m.update);
                if (m.checksum != null && $Object.hasOwnProperty.call(m, "checksum") && m.checksum !== 0)
                    w.uint32(/* id 15, wireType 5 =*/125).fixed32(m.checksum);
                if (m.$unknowns != null && $Object.hasOwnProperty.call(m, "$unknowns"))
                    for (var i = 0; i < m.$unknowns.length; ++i)
                        w.raw(m.$unknowns[i]);
                return w;
            };

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @function decode
             * @memberof hearsay.v1.Envelope
             * @static
             * @param {$protobuf.Reader|Uint8Array} r Reader or buffer to decode from
             * @param {number} [l] Message length if known beforehand
             * @returns {hearsay.v1.Envelope & hearsay.v1.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Envelope.decode = function (r, l, z, q, g) {
                if (!(r instanceof $Reader))
                    r = $Reader.create(r);
                if (q === $undefined)
                    q = 0;
                if (q > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                var c, m, v;
                if (l === $undefined)
                    c = r.len;
                else {
                    c = r.pos + l;
                    if (c > r.len)
                        throw $RangeError("index out of range");
                    l = r.len;
                    r.len = c;
                }
                m = g || new $root.hearsay.v1.Envelope();
                while (r.pos < c) {
                    var s = r.pos;
                    var t = r.tag();
                    if (t === z) {
                        z = $undefined;
                        break;
                    }
                    var u = t & 7;
                    switch (t >>>= 3) {
                    case 1: {
                            if (u !== 2)
                                break;
                            if ((v = r.stringVerify()).length)
                                m.from = v;
                            else
                                delete m.from;
                            continue;
                        }
                    case 2: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.boot = v;
                            else
                                delete m.boot;
                            continue;
                        }
                    case 3: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.seq = v;
                            else
                                delete m.seq;
                            continue;
                        }
                    case 4: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.lamport = v;
                            else
                                delete m.lamport;
                            continue;
                        }
                    case 5: {
                            if (u !== 0)
                                break;
                            if (v = r.bool())
                                m.wantsUpdate = v;
                            else
                                delete m.wantsUpdate;
                            continue;
                        }
                    case 6: {
                            if (u !== 0)
                                break;
                            if (v = r.bool())
                                m.offersUpdate = v;
                            else
                                delete m.offersUpdate;
                            continue;
                        }
                    case 7: {
                            if (u !== 2)
                                break;
                            m.summary = r.bytes();
                            m._summary = "summary";
                            continue;
                        }
                    case 8: {
                            if (u !== 2)
                                break;
                            m.update = r.bytes();
                            m._update = "update";
                            continue;
                        }
                    case 15: {
                            if (u !== 5)
                                break;
                            if (v = r.fixed32())
                                m.checksum = v;
                            else
                                delete m.checksum;
                            continue;
                        }
                    }
                    r.skipType(u, q, t);
                    if (!r.discardUnknown) {
                        $util.makeProp(m, "$unknowns", false);
                        (m.$unknowns || (m.$unknowns = [])).push(r.raw(s, r.pos));
                    }
                }
                if (l !== $undefined) {
                    if (r.pos !== c)
                        throw $RangeError("index out of range");
                    r.len = l;
                }
                if (z !== $undefined)
                    throw $Error("missing end group");
                return m;
            };

            /**
             * Creates an Envelope message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof hearsay.v1.Envelope
             * @static
             * @param {Object.<string,*>} d Plain object
             * @returns {hearsay.v1.Envelope} Envelope
             */
            Envelope.fromObject = function (d, q) {
                if (d instanceof $root.hearsay.v1.Envelope)
                    return d;
                if (!$util.isObject(d))
                    throw $TypeError(".hearsay.v1.Envelope: object expected");
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var m = new $root.hearsay.v1.Envelope();
                if (d.from != null) {
                    if (typeof d.from !== "string" || d.from.length) {
                        m.from = $String(d.from);
                    }
                }
                if (d.boot != null) {
                    if ($Number(d.boot) !== 0) {
                        m.boot = d.boot >>> 0;
                    }
                }
                if (d.seq != null) {
                    if ($Number(d.seq) !== 0) {
                        m.seq = d.seq >>> 0;
                    }
                }
                if (d.lamport != null) {
                    if ($Number(d.lamport) !== 0) {
                        m.lamport = d.lamport >>> 0;
                    }
                }
                if (d.wantsUpdate != null) {
                    if (d.wantsUpdate) {
                        m.wantsUpdate = $Boolean(d.wantsUpdate);
                    }
                }
                if (d.offersUpdate != null) {
                    if (d.offersUpdate) {
                        m.offersUpdate = $Boolean(d.offersUpdate);
                    }
                }
                if (d.summary != null) {
                    if (typeof d.summary === "string")
                        $util.base64.decode(d.summary, m.summary = $util.newBuffer($util.base64.length(d.summary)), 0);
                    else if (d.summary.length >= 0)
                        m.summary = d.summary;
                }
                if (d.update != null) {
                    if (typeof d.update === "string")
                        $util.base64.decode(d.update, m.update = $util.newBuffer($util.base64.length(d.update)), 0);
                    else if (d.update.length >= 0)
                        m.update = d.update;
                }
                if (d.checksum != null) {
                    if ($Number(d.checksum) !== 0) {
                        m.checksum = d.checksum >>> 0;
                    }
                }
                return m;
            };

            /**
             * Creates a plain object from an Envelope message. Also converts values to other types if specified.
             * @function toObject
             * @memberof hearsay.v1.Envelope
             * @static
             * @param {hearsay.v1.Envelope} m Envelope
             * @param {$protobuf.IConversionOptions} [o] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Envelope.toObject = function (m, o, q) {
                if (!o)
                    o = {};
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var d = {};
                if (o.defaults) {
                    d.from = "";
                    d.boot = 0;
                    d.seq = 0;
                    d.lamport = 0;
                    d.wantsUpdate = false;
                    d.offersUpdate = false;
                    d.checksum = 0;
                }
                if (m.from != null && $Object.hasOwnProperty.call(m, "from")) {
                    d.from = m.from;
                }
                if (m.boot != null && $Object.hasOwnProperty.call(m, "boot")) {
                    d.boot = m.boot;
                }
                if (m.seq != null && $Object.hasOwnProperty.call(m, "seq")) {
                    d.seq = m.seq;
                }
                if (m.lamport != null && $Object.hasOwnProperty.call(m, "lamport")) {
                    d.lamport = m.lamport;
                }
                if (m.wantsUpdate != null && $Object.hasOwnProperty.call(m, "wantsUpdate")) {
                    d.wantsUpdate = m.wantsUpdate;
                }
                if (m.offersUpdate != null && $Object.hasOwnProperty.call(m, "offersUpdate")) {
                    d.offersUpdate = m.offersUpdate;
                }
                if (m.summary != null && $Object.hasOwnProperty.call(m, "summary")) {
                    d.summary = o.bytes === $String ? $util.base64.encode(m.summary, 0, m.summary.length) : o.bytes === $Array ? $Array.prototype.slice.call(m.summary) : m.summary;
                }
                if (m.update != null && $Object.hasOwnProperty.call(m, "update")) {
                    d.update = o.bytes === $String ? $util.base64.encode(m.update, 0, m.update.length) : o.bytes === $Array ? $Array.prototype.slice.call(m.update) : m.update;
                }
                if (m.checksum != null && $Object.hasOwnProperty.call(m, "checksum")) {
                    d.checksum = m.checksum;
                }
                return d;
            };

            /**
             * Converts this Envelope to JSON.
             * @function toJSON
             * @memberof hearsay.v1.Envelope
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Envelope.prototype.toJSON = function() {
                return Envelope.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Envelope;
        })();

        v1.Batch = (function() {

            /**
             * Properties of a Batch.
             * @typedef {Object} hearsay.v1.Batch.$Properties
             * @property {Array.<Uint8Array>|null} [envelopes] Batch envelopes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Batch.
             * @memberof hearsay.v1
             * @interface IBatch
             * @augments hearsay.v1.Batch.$Properties
             * @deprecated Use hearsay.v1.Batch.$Properties instead.
             */

            /**
             * Shape of a Batch.
             * @typedef {hearsay.v1.Batch.$Properties} hearsay.v1.Batch.$Shape
             */

            /**
             * Constructs a new Batch.
             * @memberof hearsay.v1
             * @classdesc Represents a Batch.
             * @constructor
             * @param {hearsay.v1.Batch.$Properties=} [p] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Batch = function (p) {
                this.envelopes = [];
                if (p)
                    for (var ks = $Object.keys(p), i = 0; i < ks.length; ++i)
                        if (p[ks[i]] != null && ks[i] !== "__proto__")
                            this[ks[i]] = p[ks[i]];
            };

            /**
             * Batch envelopes.
             * @member {Array.<Uint8Array>} envelopes
             * @memberof hearsay.v1.Batch
             * @instance
             */
            Batch.prototype.envelopes = $util.emptyArray;

            /**
             * Creates a new Batch instance using the specified properties.
             * @function create
             * @memberof hearsay.v1.Batch
             * @static
             * @param {hearsay.v1.Batch.$Properties=} [properties] Properties to set
             * @returns {hearsay.v1.Batch} Batch instance
             * @type {{
             *   (properties: hearsay.v1.Batch.$Shape): hearsay.v1.Batch & hearsay.v1.Batch.$Shape;
             *   (properties?: hearsay.v1.Batch.$Properties): hearsay.v1.Batch;
             * }}
             */
            Batch.create = function(properties) {
                return new Batch(properties);
            };

            /**
             * Encodes the specified Batch message. Does not implicitly {@link hearsay.v1.Batch.verify|verify} messages.
             * @function encode
             * @memberof hearsay.v1.Batch
             * @static
             * @param {hearsay.v1.Batch.$Properties} m Batch message or plain object to encode
             * @param {$protobuf.Writer} [w] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Batch.encode = function (m, w, q) {
                if (!w)
                    w = $Writer.create();
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (m.envelopes != null && m.envelopes.length) {
                    for (var i = 0; i < m.envelopes.length; ++i)
                        w.uint32(/* id 1, wireType 2 =*/10).bytes(m.envelopes[i]);
                }
                if (m.$unknowns != null && $Object.hasOwnProperty.call(m, "$unknowns"))
                    for (var i = 0; i < m.$unknowns.length; ++i)
                        w.raw(m.$unknowns[i]);
                return w;
            };

            /**
             * Decodes a Batch message from the specified reader or buffer.
             * @function decode
             * @memberof hearsay.v1.Batch
             * @static
             * @param {$protobuf.Reader|Uint8Array} r Reader or buffer to decode from
             * @param {number} [l] Message length if known beforehand
             * @returns {hearsay.v1.Batch & hearsay.v1.Batch.$Shape} Batch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Batch.decode = function (r, l, z, q, g) {
                if (!(r instanceof $Reader))
                    r = $Reader.create(r);
                if (q === $undefined)
                    q = 0;
                if (q > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                var c, m;
                if (l === $undefined)
                    c = r.len;
                else {
                    c = r.pos + l;
                    if (c > r.len)
                        throw $RangeError("index out of range");
                    l = r.len;
                    r.len = c;
                }
                m = g || new $root.hearsay.v1.Batch();
                while (r.pos < c) {
                    var s = r.pos;
                    var t = r.tag();
                    if (t === z) {
                        z = $undefined;
                        break;
                    }
                    var u = t & 7;
                    switch (t >>>= 3) {
                    case 1: {
                            if (u !== 2)
                                break;
                            if (!(m.envelopes && m.envelopes.length))
                                m.envelopes = [];
                            m.envelopes.push(r.bytes());
                            continue;
                        }
                    }
                    r.skipType(u, q, t);
                    if (!r.discardUnknown) {
                        $util.makeProp(m, "$unknowns", false);
                        (m.$unknowns || (m.$unknowns = [])).push(r.raw(s, r.pos));
                    }
                }
                if (l !== $undefined) {
                    if (r.pos !== c)
                        throw $RangeError("index out of range");
                    r.len = l;
                }
                if (z !== $undefined)
                    throw $Error("missing end group");
                return m;
            };

            /**
             * Creates a Batch message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof hearsay.v1.Batch
             * @static
             * @param {Object.<string,*>} d Plain object
             * @returns {hearsay.v1.Batch} Batch
             */
            Batch.fromObject = function (d, q) {
                if (d instanceof $root.hearsay.v1.Batch)
                    return d;
                if (!$util.isObject(d))
                    throw $TypeError(".hearsay.v1.Batch: object expected");
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var m = new $root.hearsay.v1.Batch();
                if (d.envelopes) {
                    if (!$Array.isArray(d.envelopes))
                        throw $TypeError(".hearsay.v1.Batch.envelopes: array expected");
                    m.envelopes = $Array(d.envelopes.length);
                    for (var i = 0; i < d.envelopes.length; ++i) {
                        if (typeof d.envelopes[i] === "string")
                            $util.base64.decode(d.envelopes[i], m.envelopes[i] = $util.newBuffer($util.base64.length(d.envelopes[i])), 0);
                        else if (d.envelopes[i].length >= 0)
                            m.envelopes[i] = d.envelopes[i];
                    }
                }
                return m;
            };

            /**
             * Creates a plain object from a Batch message. Also converts values to other types if specified.
             * @function toObject
             * @memberof hearsay.v1.Batch
             * @static
             * @param {hearsay.v1.Batch} m Batch
             * @param {$protobuf.IConversionOptions} [o] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Batch.toObject = function (m, o, q) {
                if (!o)
                    o = {};
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var d = {};
                if (o.arrays || o.defaults) {
                    d.envelopes = [];
                }
                if (m.envelopes && m.envelopes.length) {
                    d.envelopes = $Array(m.envelopes.length);
                    for (var j = 0; j < m.envelopes.length; ++j) {
                        d.envelopes[j] = o.bytes === $String ? $util.base64.encode(m.envelopes[j], 0, m.envelopes[j].length) : o.bytes === $Array ? $Array.prototype.slice.call(m.envelopes[j]) : m.envelopes[j];
                    }
                }
                return d;
            };

            /**
             * Converts this Batch to JSON.
             * @function toJSON
             * @memberof hearsay.v1.Batch
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Batch.prototype.toJSON = function() {
                return Batch.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Batch;
        })();

        v1.Summary = (function() {

            /**
             * Properties of a Summary.
             * @typedef {Object} hearsay.v1.Summary.$Properties
             * @property {number|null} [wordCount] Summary wordCount
             * @property {Uint8Array|null} [known] Summary known
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Summary.
             * @memberof hearsay.v1
             * @interface ISummary
             * @augments hearsay.v1.Summary.$Properties
             * @deprecated Use hearsay.v1.Summary.$Properties instead.
             */

            /**
             * Shape of a Summary.
             * @typedef {hearsay.v1.Summary.$Properties} hearsay.v1.Summary.$Shape
             */

            /**
             * Constructs a new Summary.
             * @memberof hearsay.v1
             * @classdesc Represents a Summary.
             * @constructor
             * @param {hearsay.v1.Summary.$Properties=} [p] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Summary = function (p) {
                if (p)
                    for (var ks = $Object.keys(p), i = 0; i < ks.length; ++i)
                        if (p[ks[i]] != null && ks[i] !== "__proto__")
                            this[ks[i]] = p[ks[i]];
            };

            /**
             * Summary wordCount.
             * @member {number} wordCount
             * @memberof hearsay.v1.Summary
             * @instance
             */
            Summary.prototype.wordCount = 0;

            /**
             * Summary known.
             * @member {Uint8Array} known
             * @memberof hearsay.v1.Summary
             * @instance
             */
            Summary.prototype.known = $util.newBuffer([]);

            /**
             * Creates a new Summary instance using the specified properties.
             * @function create
             * @memberof hearsay.v1.Summary
             * @static
             * @param {hearsay.v1.Summary.$Properties=} [properties] Properties to set
             * @returns {hearsay.v1.Summary} Summary instance
             * @type {{
             *   (properties: hearsay.v1.Summary.$Shape): hearsay.v1.Summary & hearsay.v1.Summary.$Shape;
             *   (properties?: hearsay.v1.Summary.$Properties): hearsay.v1.Summary;
             * }}
             */
            Summary.create = function(properties) {
                return new Summary(properties);
            };

            /**
             * Encodes the specified Summary message. Does not implicitly {@link hearsay.v1.Summary.verify|verify} messages.
             * @function encode
             * @memberof hearsay.v1.Summary
             * @static
             * @param {hearsay.v1.Summary.$Properties} m Summary message or plain object to encode
             * @param {$protobuf.Writer} [w] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Summary.encode = function (m, w, q) {
                if (!w)
                    w = $Writer.create();
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (m.wordCount != null && $Object.hasOwnProperty.call(m, "wordCount") && m.wordCount !== 0)
                    w.uint32(/* id 1, wireType 0 =*/8).uint32(m.wordCount);
                if (m.known != null && $Object.hasOwnProperty.call(m, "known") && m.known.length)
                    w.uint32(/* id 2, wireType 2 =*/18).bytes(m.known);
                if (m.$unknowns != null && $Object.hasOwnProperty.call(m, "$unknowns"))
                    for (var i = 0; i < m.$unknowns.length; ++i)
                        w.raw(m.$unknowns[i]);
                return w;
            };

            /**
             * Decodes a Summary message from the specified reader or buffer.
             * @function decode
             * @memberof hearsay.v1.Summary
             * @static
             * @param {$protobuf.Reader|Uint8Array} r Reader or buffer to decode from
             * @param {number} [l] Message length if known beforehand
             * @returns {hearsay.v1.Summary & hearsay.v1.Summary.$Shape} Summary
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Summary.decode = function (r, l, z, q, g) {
                if (!(r instanceof $Reader))
                    r = $Reader.create(r);
                if (q === $undefined)
                    q = 0;
                if (q > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                var c, m, v;
                if (l === $undefined)
                    c = r.len;
                else {
                    c = r.pos + l;
                    if (c > r.len)
                        throw $RangeError("index out of range");
                    l = r.len;
                    r.len = c;
                }
                m = g || new $root.hearsay.v1.Summary();
                while (r.pos < c) {
                    var s = r.pos;
                    var t = r.tag();
                    if (t === z) {
                        z = $undefined;
                        break;
                    }
                    var u = t & 7;
                    switch (t >>>= 3) {
                    case 1: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.wordCount = v;
                            else
                                delete m.wordCount;
                            continue;
                        }
                    case 2: {
                            if (u !== 2)
                                break;
                            if ((v = r.bytes()).length)
                                m.known = v;
                            else
                                delete m.known;
                            continue;
                        }
                    }
                    r.skipType(u, q, t);
                    if (!r.discardUnknown) {
                        $util.makeProp(m, "$unknowns", false);
                        (m.$unknowns || (m.$unknowns = [])).push(r.raw(s, r.pos));
                    }
                }
                if (l !== $undefined) {
                    if (r.pos !== c)
                        throw $RangeError("index out of range");
                    r.len = l;
                }
                if (z !== $undefined)
                    throw $Error("missing end group");
                return m;
            };

            /**
             * Creates a Summary message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof hearsay.v1.Summary
             * @static
             * @param {Object.<string,*>} d Plain object
             * @returns {hearsay.v1.Summary} Summary
             */
            Summary.fromObject = function (d, q) {
                if (d instanceof $root.hearsay.v1.Summary)
                    return d;
                if (!$util.isObject(d))
                    throw $TypeError(".hearsay.v1.Summary: object expected");
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var m = new $root.hearsay.v1.Summary();
                if (d.wordCount != null) {
                    if ($Number(d.wordCount) !== 0) {
                        m.wordCount = d.wordCount >>> 0;
                    }
                }
                if (d.known != null) {
                    if (d.known.length) {
                        if (typeof d.known === "string")
                            $util.base64.decode(d.known, m.known = $util.newBuffer($util.base64.length(d.known)), 0);
                        else if (d.known.length >= 0)
                            m.known = d.known;
                    }
                }
                return m;
            };

            /**
             * Creates a plain object from a Summary message. Also converts values to other types if specified.
             * @function toObject
             * @memberof hearsay.v1.Summary
             * @static
             * @param {hearsay.v1.Summary} m Summary
             * @param {$protobuf.IConversionOptions} [o] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Summary.toObject = function (m, o, q) {
                if (!o)
                    o = {};
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var d = {};
                if (o.defaults) {
                    d.wordCount = 0;
                    if (o.bytes === $String)
                        d.known = "";
                    else {
                        d.known = [];
                        if (o.bytes !== $Array)
                            d.known = $util.newBuffer(d.known);
                    }
                }
                if (m.wordCount != null && $Object.hasOwnProperty.call(m, "wordCount")) {
                    d.wordCount = m.wordCount;
                }
                if (m.known != null && $Object.hasOwnProperty.call(m, "known")) {
                    d.known = o.bytes === $String ? $util.base64.encode(m.known, 0, m.known.length) : o.bytes === $Array ? $Array.prototype.slice.call(m.known) : m.known;
                }
                return d;
            };

            /**
             * Converts this Summary to JSON.
             * @function toJSON
             * @memberof hearsay.v1.Summary
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Summary.prototype.toJSON = function() {
                return Summary.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Summary;
        })();

        v1.Word = (function() {

            /**
             * Properties of a Word.
             * @typedef {Object} hearsay.v1.Word.$Properties
             * @property {number|null} [index] Word index
             * @property {Uint8Array|null} [value] Word value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Word.
             * @memberof hearsay.v1
             * @interface IWord
             * @augments hearsay.v1.Word.$Properties
             * @deprecated Use hearsay.v1.Word.$Properties instead.
             */

            /**
             * Shape of a Word.
             * @typedef {hearsay.v1.Word.$Properties} hearsay.v1.Word.$Shape
             */

            /**
             * Constructs a new Word.
             * @memberof hearsay.v1
             * @classdesc Represents a Word.
             * @constructor
             * @param {hearsay.v1.Word.$Properties=} [p] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Word = function (p) {
                if (p)
                    for (var ks = $Object.keys(p), i = 0; i < ks.length; ++i)
                        if (p[ks[i]] != null && ks[i] !== "__proto__")
                            this[ks[i]] = p[ks[i]];
            };

            /**
             * Word index.
             * @member {number} index
             * @memberof hearsay.v1.Word
             * @instance
             */
            Word.prototype.index = 0;

            /**
             * Word value.
             * @member {Uint8Array} value
             * @memberof hearsay.v1.Word
             * @instance
             */
            Word.prototype.value = $util.newBuffer([]);

            /**
             * Creates a new Word instance using the specified properties.
             * @function create
             * @memberof hearsay.v1.Word
             * @static
             * @param {hearsay.v1.Word.$Properties=} [properties] Properties to set
             * @returns {hearsay.v1.Word} Word instance
             * @type {{
             *   (properties: hearsay.v1.Word.$Shape): hearsay.v1.Word & hearsay.v1.Word.$Shape;
             *   (properties?: hearsay.v1.Word.$Properties): hearsay.v1.Word;
             * }}
             */
            Word.create = function(properties) {
                return new Word(properties);
            };

            /**
             * Encodes the specified Word message. Does not implicitly {@link hearsay.v1.Word.verify|verify} messages.
             * @function encode
             * @memberof hearsay.v1.Word
             * @static
             * @param {hearsay.v1.Word.$Properties} m Word message or plain object to encode
             * @param {$protobuf.Writer} [w] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Word.encode = function (m, w, q) {
                if (!w)
                    w = $Writer.create();
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (m.index != null && $Object.hasOwnProperty.call(m, "index") && m.index !== 0)
                    w.uint32(/* id 1, wireType 0 =*/8).uint32(m.index);
                if (m.value != null && $Object.hasOwnProperty.call(m, "value") && m.value.length)
                    w.uint32(/* id 2, wireType 2 =*/18).bytes(m.value);
                if (m.$unknowns != null && $Object.hasOwnProperty.call(m, "$unknowns"))
                    for (var i = 0; i < m.$unknowns.length; ++i)
                        w.raw(m.$unknowns[i]);
                return w;
            };

            /**
             * Decodes a Word message from the specified reader or buffer.
             * @function decode
             * @memberof hearsay.v1.Word
             * @static
             * @param {$protobuf.Reader|Uint8Array} r Reader or buffer to decode from
             * @param {number} [l] Message length if known beforehand
             * @returns {hearsay.v1.Word & hearsay.v1.Word.$Shape} Word
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Word.decode = function (r, l, z, q, g) {
                if (!(r instanceof $Reader))
                    r = $Reader.create(r);
                if (q === $undefined)
                    q = 0;
                if (q > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                var c, m, v;
                if (l === $undefined)
                    c = r.len;
                else {
                    c = r.pos + l;
                    if (c > r.len)
                        throw $RangeError("index out of range");
                    l = r.len;
                    r.len = c;
                }
                m = g || new $root.hearsay.v1.Word();
                while (r.pos < c) {
                    var s = r.pos;
                    var t = r.tag();
                    if (t === z) {
                        z = $undefined;
                        break;
                    }
                    var u = t & 7;
                    switch (t >>>= 3) {
                    case 1: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.index = v;
                            else
                                delete m.index;
                            continue;
                        }
                    case 2: {
                            if (u !== 2)
                                break;
                            if ((v = r.bytes()).length)
                                m.value = v;
                            else
                                delete m.value;
                            continue;
                        }
                    }
                    r.skipType(u, q, t);
                    if (!r.discardUnknown) {
                        $util.makeProp(m, "$unknowns", false);
                        (m.$unknowns || (m.$unknowns = [])).push(r.raw(s, r.pos));
                    }
                }
                if (l !== $undefined) {
                    if (r.pos !== c)
                        throw $RangeError("index out of range");
                    r.len = l;
                }
                if (z !== $undefined)
                    throw $Error("missing end group");
                return m;
            };

            /**
             * Creates a Word message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof hearsay.v1.Word
             * @static
             * @param {Object.<string,*>} d Plain object
             * @returns {hearsay.v1.Word} Word
             */
            Word.fromObject = function (d, q) {
                if (d instanceof $root.hearsay.v1.Word)
                    return d;
                if (!$util.isObject(d))
                    throw $TypeError(".hearsay.v1.Word: object expected");
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var m = new $root.hearsay.v1.Word();
                if (d.index != null) {
                    if ($Number(d.index) !== 0) {
                        m.index = d.index >>> 0;
                    }
                }
                if (d.value != null) {
                    if (d.value.length) {
                        if (typeof d.value === "string")
                            $util.base64.decode(d.value, m.value = $util.newBuffer($util.base64.length(d.value)), 0);
                        else if (d.value.length >= 0)
                            m.value = d.value;
                    }
                }
                return m;
            };

            /**
             * Creates a plain object from a Word message. Also converts values to other types if specified.
             * @function toObject
             * @memberof hearsay.v1.Word
             * @static
             * @param {hearsay.v1.Word} m Word
             * @param {$protobuf.IConversionOptions} [o] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Word.toObject = function (m, o, q) {
                if (!o)
                    o = {};
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var d = {};
                if (o.defaults) {
                    d.index = 0;
                    if (o.bytes === $String)
                        d.value = "";
                    else {
                        d.value = [];
                        if (o.bytes !== $Array)
                            d.value = $util.newBuffer(d.value);
                    }
                }
                if (m.index != null && $Object.hasOwnProperty.call(m, "index")) {
                    d.index = m.index;
                }
                if (m.value != null && $Object.hasOwnProperty.call(m, "value")) {
                    d.value = o.bytes === $String ? $util.base64.encode(m.value, 0, m.value.length) : o.bytes === $Array ? $Array.prototype.slice.call(m.value) : m.value;
                }
                return d;
            };

            /**
             * Converts this Word to JSON.
             * @function toJSON
             * @memberof hearsay.v1.Word
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Word.prototype.toJSON = function() {
                return Word.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Word;
        })();

        v1.Update = (function() {

            /**
             * Properties of an Update.
             * @typedef {Object} hearsay.v1.Update.$Properties
             * @property {Array.<hearsay.v1.Word.$Properties>|null} [words] Update words
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Update.
             * @memberof hearsay.v1
             * @interface IUpdate
             * @augments hearsay.v1.Update.$Properties
             * @deprecated Use hearsay.v1.Update.$Properties instead.
             */

            /**
             * Shape of an Update.
             * @typedef {hearsay.v1.Update.$Properties} hearsay.v1.Update.$Shape
             */

            /**
             * Constructs a new Update.
             * @memberof hearsay.v1
             * @classdesc Represents an Update.
             * @constructor
             * @param {hearsay.v1.Update.$Properties=} [p] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Update = function (p) {
                this.words = [];
                if (p)
                    for (var ks = $Object.keys(p), i = 0; i < ks.length; ++i)
                        if (p[ks[i]] != null && ks[i] !== "__proto__")
                            this[ks[i]] = p[ks[i]];
            };

            /**
             * Update words.
             * @member {Array.<hearsay.v1.Word.$Properties>} words
             * @memberof hearsay.v1.Update
             * @instance
             */
            Update.prototype.words = $util.emptyArray;

            /**
             * Creates a new Update instance using the specified properties.
             * @function create
             * @memberof hearsay.v1.Update
             * @static
             * @param {hearsay.v1.Update.$Properties=} [properties] Properties to set
             * @returns {hearsay.v1.Update} Update instance
             * @type {{
             *   (properties: hearsay.v1.Update.$Shape): hearsay.v1.Update & hearsay.v1.Update.$Shape;
             *   (properties?: hearsay.v1.Update.$Properties): hearsay.v1.Update;
             * }}
             */
            Update.create = function(properties) {
                return new Update(properties);
            };

            /**
             * Encodes the specified Update message. Does not implicitly {@link hearsay.v1.Update.verify|verify} messages.
             * @function encode
             * @memberof hearsay.v1.Update
             * @static
             * @param {hearsay.v1.Update.$Properties} m Update message or plain object to encode
             * @param {$protobuf.Writer} [w] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Update.encode = function (m, w, q) {
                if (!w)
                    w = $Writer.create();
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (m.words != null && m.words.length) {
                    for (var i = 0; i < m.words.length; ++i)
                        $root.hearsay.v1.Word.encode(m.words[i], w.uint32(/* id 1, wireType 2 =*/10).fork(), q + 1).ldelim();
                }
                if (m.$unknowns != null && $Object.hasOwnProperty.call(m, "$unknowns"))
                    for (var i = 0; i < m.$unknowns.length; ++i)
                        w.raw(m.$unknowns[i]);
                return w;
            };

            /**
             * Decodes an Update message from the specified reader or buffer.
             * @function decode
             * @memberof hearsay.v1.Update
             * @static
             * @param {$protobuf.Reader|Uint8Array} r Reader or buffer to decode from
             * @param {number} [l] Message length if known beforehand
             * @returns {hearsay.v1.Update & hearsay.v1.Update.$Shape} Update
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Update.decode = function (r, l, z, q, g) {
                if (!(r instanceof $Reader))
                    r = $Reader.create(r);
                if (q === $undefined)
                    q = 0;
                if (q > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                var c, m;
                if (l === $undefined)
                    c = r.len;
                else {
                    c = r.pos + l;
                    if (c > r.len)
                        throw $RangeError("index out of range");
                    l = r.len;
                    r.len = c;
                }
                m = g || new $root.hearsay.v1.Update();
                while (r.pos < c) {
                    var s = r.pos;
                    var t = r.tag();
                    if (t === z) {
                        z = $undefined;
                        break;
                    }
                    var u = t & 7;
                    switch (t >>>= 3) {
                    case 1: {
                            if (u !== 2)
                                break;
                            if (!(m.words && m.words.length))
                                m.words = [];
                            m.words.push($root.hearsay.v1.Word.decode(r, r.size(), $undefined, q + 1));
                            continue;
                        }
                    }
                    r.skipType(u, q, t);
                    if (!r.discardUnknown) {
                        $util.makeProp(m, "$unknowns", false);
                        (m.$unknowns || (m.$unknowns = [])).push(r.raw(s, r.pos));
                    }
                }
                if (l !== $undefined) {
                    if (r.pos !== c)
                        throw $RangeError("index out of range");
                    r.len = l;
                }
                if (z !== $undefined)
                    throw $Error("missing end group");
                return m;
            };

            /**
             * Creates an Update message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof hearsay.v1.Update
             * @static
             * @param {Object.<string,*>} d Plain object
             * @returns {hearsay.v1.Update} Update
             */
            Update.fromObject = function (d, q) {
                if (d instanceof $root.hearsay.v1.Update)
                    return d;
                if (!$util.isObject(d))
                    throw $TypeError(".hearsay.v1.Update: object expected");
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var m = new $root.hearsay.v1.Update();
                if (d.words) {
                    if (!$Array.isArray(d.words))
                        throw $TypeError(".hearsay.v1.Update.words: array expected");
                    m.words = $Array(d.words.length);
                    for (var i = 0; i < d.words.length; ++i) {
                        if (!$util.isObject(d.words[i]))
                            throw $TypeError(".hearsay.v1.Update.words: object expected");
                        m.words[i] = $root.hearsay.v1.Word.fromObject(d.words[i], q + 1);
                    }
                }
                return m;
            };

            /**
             * Creates a plain object from an Update message. Also converts values to other types if specified.
             * @function toObject
             * @memberof hearsay.v1.Update
             * @static
             * @param {hearsay.v1.Update} m Update
             * @param {$protobuf.IConversionOptions} [o] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Update.toObject = function (m, o, q) {
                if (!o)
                    o = {};
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var d = {};
                if (o.arrays || o.defaults) {
                    d.words = [];
                }
                if (m.words && m.words.length) {
                    d.words = $Array(m.words.length);
                    for (var j = 0; j < m.words.length; ++j) {
                        d.words[j] = $root.hearsay.v1.Word.toObject(m.words[j], o, q + 1);
                    }
                }
                return d;
            };

            /**
             * Converts this Update to JSON.
             * @function toJSON
             * @memberof hearsay.v1.Update
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Update.prototype.toJSON = function() {
                return Update.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Update;
        })();

        v1.Event = (function() {

            /**
             * Properties of an Event.
             * @typedef {Object} hearsay.v1.Event.$Properties
             * @property {string|null} [kind] Event kind
             * @property {string|null} [robot] Event robot
             * @property {number|null} [boot] Event boot
             * @property {number|null} [atMs] Event atMs
             * @property {number|null} [count] Event count
             * @property {Array.<string>|null} [messageIds] Event messageIds
             * @property {number|null} [known] Event known
             * @property {number|null} [total] Event total
             * @property {Array.<string>|null} [peers] Event peers
             * @property {string|null} [reason] Event reason
             * @property {number|null} [payloads] Event payloads
             * @property {hearsay.v1.Violation.$Properties|null} [violation] Event violation
             * @property {hearsay.v1.File.$Properties|null} [file] Event file
             * @property {string|null} [host] Event host
             * @property {number|null} [lamport] Event lamport
             * @property {number|null} [seq] Event seq
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Event.
             * @memberof hearsay.v1
             * @interface IEvent
             * @augments hearsay.v1.Event.$Properties
             * @deprecated Use hearsay.v1.Event.$Properties instead.
             */

            /**
             * Shape of an Event.
             * @typedef {hearsay.v1.Event.$Properties} hearsay.v1.Event.$Shape
             */

            /**
             * Constructs a new Event.
             * @memberof hearsay.v1
             * @classdesc Represents an Event.
             * @constructor
             * @param {hearsay.v1.Event.$Properties=} [p] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Event = function (p) {
                this.messageIds = [];
                this.peers = [];
                if (p)
                    for (var ks = $Object.keys(p), i = 0; i < ks.length; ++i)
                        if (p[ks[i]] != null && ks[i] !== "__proto__")
                            this[ks[i]] = p[ks[i]];
            };

            /**
             * Event kind.
             * @member {string} kind
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.kind = "";

            /**
             * Event robot.
             * @member {string} robot
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.robot = "";

            /**
             * Event boot.
             * @member {number} boot
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.boot = 0;

            /**
             * Event atMs.
             * @member {number} atMs
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.atMs = 0;

            /**
             * Event count.
             * @member {number} count
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.count = 0;

            /**
             * Event messageIds.
             * @member {Array.<string>} messageIds
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.messageIds = $util.emptyArray;

            /**
             * Event known.
             * @member {number} known
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.known = 0;

            /**
             * Event total.
             * @member {number} total
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.total = 0;

            /**
             * Event peers.
             * @member {Array.<string>} peers
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.peers = $util.emptyArray;

            /**
             * Event reason.
             * @member {string} reason
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.reason = "";

            /**
             * Event payloads.
             * @member {number} payloads
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.payloads = 0;

            /**
             * Event violation.
             * @member {hearsay.v1.Violation.$Properties|null|undefined} violation
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.violation = null;

            /**
             * Event file.
             * @member {hearsay.v1.File.$Properties|null|undefined} file
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.file = null;

            /**
             * Event host.
             * @member {string} host
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.host = "";

            /**
             * Event lamport.
             * @member {number} lamport
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.lamport = 0;

            /**
             * Event seq.
             * @member {number} seq
             * @memberof hearsay.v1.Event
             * @instance
             */
            Event.prototype.seq = 0;

            /**
             * Creates a new Event instance using the specified properties.
             * @function create
             * @memberof hearsay.v1.Event
             * @static
             * @param {hearsay.v1.Event.$Properties=} [properties] Properties to set
             * @returns {hearsay.v1.Event} Event instance
             * @type {{
             *   (properties: hearsay.v1.Event.$Shape): hearsay.v1.Event & hearsay.v1.Event.$Shape;
             *   (properties?: hearsay.v1.Event.$Properties): hearsay.v1.Event;
             * }}
             */
            Event.create = function(properties) {
                return new Event(properties);
            };

            /**
             * Encodes the specified Event message. Does not implicitly {@link hearsay.v1.Event.verify|verify} messages.
             * @function encode
             * @memberof hearsay.v1.Event
             * @static
             * @param {hearsay.v1.Event.$Properties} m Event message or plain object to encode
             * @param {$protobuf.Writer} [w] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Event.encode = function (m, w, q) {
                if (!w)
                    w = $Writer.create();
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (m.kind != null && $Object.hasOwnProperty.call(m, "kind") && m.kind !== "")
                    w.uint32(/* id 1, wireType 2 =*/10).string(m.kind);
                if (m.robot != null && $Object.hasOwnProperty.call(m, "robot") && m.robot !== "")
                    w.uint32(/* id 2, wireType 2 =*/18).string(m.robot);
                if (m.boot != null && $Object.hasOwnProperty.call(m, "boot") && m.boot !== 0)
                    w.uint32(/* id 3, wireType 0 =*/24).uint32(m.boot);
                if (m.atMs != null && $Object.hasOwnProperty.call(m, "atMs") && !$Object.is(m.atMs, 0))
                    w.uint32(/* id 4, wireType 1 =*/33).double(m.atMs);
                if (m.count != null && $Object.hasOwnProperty.call(m, "count") && m.count !== 0)
                    w.uint32(/* id 5, wireType 0 =*/40).uint32(m.count);
                if (m.messageIds != null && m.messageIds.length) {
                    for (var i = 0; i < m.messageIds.length; ++i)
                        w.uint32(/* id 6, wireType 2 =*/50).string(m.messageIds[i]);
                }
                if (m.known != null && $Object.hasOwnProperty.call(m, "known") && m.known !== 0)
                    w.uint32(/* id 7, wireType 0 =*/56).uint32(m.known);
                if (m.total != null && $Object.hasOwnProperty.call(m, "total") && m.total !== 0)
                    w.uint32(/* id 8, wireType 0 =*/64).uint32(m.total);
                if (m.peers != null && m.peers.length) {
                    for (var i = 0; i < m.peers.length; ++i)
                        w.uint32(/* id 9, wireType 2 =*/74).string(m.peers[i]);
                }
                if (m.reason != null && $Object.hasOwnProperty.call(m, "reason") && m.reason !== "")
                    w.uint32(/* id 10, wireType 2 =*/82).string(m.reason);
                if (m.payloads != null && $Object.hasOwnProperty.call(m, "payloads") && m.payloads !== 0)
                    w.uint32(/* id 11, wireType 0 =*/88).uint32(m.payloads);
                if (m.violation != null && $Object.hasOwnProperty.call(m, "violation"))
                    $root.hearsay.v1.Violation.encode(m.violation, w.uint32(/* id 12, wireType 2 =*/98).fork(), q + 1).ldelim();
                if (m.file != null && $Object.hasOwnProperty.call(m, "file"))
                    $root.hearsay.v1.File.encode(m.file, w.uint32(/* id 13, wireType 2 =*/106).fork(), q + 1).ldelim();
                if (m.host != null && $Object.hasOwnProperty.call(m, "host") && m.host !== "")
                    w.uint32(/* id 14, wireType 2 =*/114).string(m.host);
                if (m.lamport != null && $Object.hasOwnProperty.call(m, "lamport") && m.lamport !== 0)
                    w.uint32(/* id 15, wireType 0 =*/120).uint32(m.lamport);
                if (m.seq != null && $Object.hasOwnProperty.call(m, "seq") && m.seq !== 0)
                    w.uint32(/* id 16, wireType 0 =*/128).uint32(m.seq);
                if (m.$unknowns != null && $Object.hasOwnProperty.call(m, "$unknowns"))
                    for (var i = 0; i < m.$unknowns.length; ++i)
                        w.raw(m.$unknowns[i]);
                return w;
            };

            /**
             * Decodes an Event message from the specified reader or buffer.
             * @function decode
             * @memberof hearsay.v1.Event
             * @static
             * @param {$protobuf.Reader|Uint8Array} r Reader or buffer to decode from
             * @param {number} [l] Message length if known beforehand
             * @returns {hearsay.v1.Event & hearsay.v1.Event.$Shape} Event
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Event.decode = function (r, l, z, q, g) {
                if (!(r instanceof $Reader))
                    r = $Reader.create(r);
                if (q === $undefined)
                    q = 0;
                if (q > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                var c, m, v;
                if (l === $undefined)
                    c = r.len;
                else {
                    c = r.pos + l;
                    if (c > r.len)
                        throw $RangeError("index out of range");
                    l = r.len;
                    r.len = c;
                }
                m = g || new $root.hearsay.v1.Event();
                while (r.pos < c) {
                    var s = r.pos;
                    var t = r.tag();
                    if (t === z) {
                        z = $undefined;
                        break;
                    }
                    var u = t & 7;
                    switch (t >>>= 3) {
                    case 1: {
                            if (u !== 2)
                                break;
                            if ((v = r.stringVerify()).length)
                                m.kind = v;
                            else
                                delete m.kind;
                            continue;
                        }
                    case 2: {
                            if (u !== 2)
                                break;
                            if ((v = r.stringVerify()).length)
                                m.robot = v;
                            else
                                delete m.robot;
                            continue;
                        }
                    case 3: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.boot = v;
                            else
                                delete m.boot;
                            continue;
                        }
                    case 4: {
                            if (u !== 1)
                                break;
                            if (!$Object.is(v = r.double(), 0))
                                m.atMs = v;
                            else
                                delete m.atMs;
                            continue;
                        }
                    case 5: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.count = v;
                            else
                                delete m.count;
                            continue;
                        }
                    case 6: {
                            if (u !== 2)
                                break;
                            if (!(m.messageIds && m.messageIds.length))
                                m.messageIds = [];
                            m.messageIds.push(r.stringVerify());
                            continue;
                        }
                    case 7: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.known = v;
                            else
                                delete m.known;
                            continue;
                        }
                    case 8: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.total = v;
                            else
                                delete m.total;
                            continue;
                        }
                    case 9: {
                            if (u !== 2)
                                break;
                            if (!(m.peers && m.peers.length))
                                m.peers = [];
                            m.peers.push(r.stringVerify());
                            continue;
                        }
                    case 10: {
                            if (u !== 2)
                                break;
                            if ((v = r.stringVerify()).length)
                                m.reason = v;
                            else
                                delete m.reason;
                            continue;
                        }
                    case 11: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.payloads = v;
                            else
                                delete m.payloads;
                            continue;
                        }
                    case 12: {
                            if (u !== 2)
                                break;
                            m.violation = $root.hearsay.v1.Violation.decode(r, r.size(), $undefined, q + 1, m.violation);
                            continue;
                        }
                    case 13: {
                            if (u !== 2)
                                break;
                            m.file = $root.hearsay.v1.File.decode(r, r.size(), $undefined, q + 1, m.file);
                            continue;
                        }
                    case 14: {
                            if (u !== 2)
                                break;
                            if ((v = r.stringVerify()).length)
                                m.host = v;
                            else
                                delete m.host;
                            continue;
                        }
                    case 15: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.lamport = v;
                            else
                                delete m.lamport;
                            continue;
                        }
                    case 16: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.seq = v;
                            else
                                delete m.seq;
                            continue;
                        }
                    }
                    r.skipType(u, q, t);
                    if (!r.discardUnknown) {
                        $util.makeProp(m, "$unknowns", false);
                        (m.$unknowns || (m.$unknowns = [])).push(r.raw(s, r.pos));
                    }
                }
                if (l !== $undefined) {
                    if (r.pos !== c)
                        throw $RangeError("index out of range");
                    r.len = l;
                }
                if (z !== $undefined)
                    throw $Error("missing end group");
                return m;
            };

            /**
             * Creates an Event message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof hearsay.v1.Event
             * @static
             * @param {Object.<string,*>} d Plain object
             * @returns {hearsay.v1.Event} Event
             */
            Event.fromObject = function (d, q) {
                if (d instanceof $root.hearsay.v1.Event)
                    return d;
                if (!$util.isObject(d))
                    throw $TypeError(".hearsay.v1.Event: object expected");
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var m = new $root.hearsay.v1.Event();
                if (d.kind != null) {
                    if (typeof d.kind !== "string" || d.kind.length) {
                        m.kind = $String(d.kind);
                    }
                }
                if (d.robot != null) {
                    if (typeof d.robot !== "string" || d.robot.length) {
                        m.robot = $String(d.robot);
                    }
                }
                if (d.boot != null) {
                    if ($Number(d.boot) !== 0) {
                        m.boot = d.boot >>> 0;
                    }
                }
                if (d.atMs != null) {
                    if (!$Object.is($Number(d.atMs), 0)) {
                        m.atMs = $Number(d.atMs);
                    }
                }
                if (d.count != null) {
                    if ($Number(d.count) !== 0) {
                        m.count = d.count >>> 0;
                    }
                }
                if (d.messageIds) {
                    if (!$Array.isArray(d.messageIds))
                        throw $TypeError(".hearsay.v1.Event.messageIds: array expected");
                    m.messageIds = $Array(d.messageIds.length);
                    for (var i = 0; i < d.messageIds.length; ++i) {
                        m.messageIds[i] = $String(d.messageIds[i]);
                    }
                }
                if (d.known != null) {
                    if ($Number(d.known) !== 0) {
                        m.known = d.known >>> 0;
                    }
                }
                if (d.total != null) {
                    if ($Number(d.total) !== 0) {
                        m.total = d.total >>> 0;
                    }
                }
                if (d.peers) {
                    if (!$Array.isArray(d.peers))
                        throw $TypeError(".hearsay.v1.Event.peers: array expected");
                    m.peers = $Array(d.peers.length);
                    for (var i = 0; i < d.peers.length; ++i) {
                        m.peers[i] = $String(d.peers[i]);
                    }
                }
                if (d.reason != null) {
                    if (typeof d.reason !== "string" || d.reason.length) {
                        m.reason = $String(d.reason);
                    }
                }
                if (d.payloads != null) {
                    if ($Number(d.payloads) !== 0) {
                        m.payloads = d.payloads >>> 0;
                    }
                }
                if (d.violation != null) {
                    if (!$util.isObject(d.violation))
                        throw $TypeError(".hearsay.v1.Event.violation: object expected");
                    m.violation = $root.hearsay.v1.Violation.fromObject(d.violation, q + 1);
                }
                if (d.file != null) {
                    if (!$util.isObject(d.file))
                        throw $TypeError(".hearsay.v1.Event.file: object expected");
                    m.file = $root.hearsay.v1.File.fromObject(d.file, q + 1);
                }
                if (d.host != null) {
                    if (typeof d.host !== "string" || d.host.length) {
                        m.host = $String(d.host);
                    }
                }
                if (d.lamport != null) {
                    if ($Number(d.lamport) !== 0) {
                        m.lamport = d.lamport >>> 0;
                    }
                }
                if (d.seq != null) {
                    if ($Number(d.seq) !== 0) {
                        m.seq = d.seq >>> 0;
                    }
                }
                return m;
            };

            /**
             * Creates a plain object from an Event message. Also converts values to other types if specified.
             * @function toObject
             * @memberof hearsay.v1.Event
             * @static
             * @param {hearsay.v1.Event} m Event
             * @param {$protobuf.IConversionOptions} [o] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Event.toObject = function (m, o, q) {
                if (!o)
                    o = {};
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var d = {};
                if (o.arrays || o.defaults) {
                    d.messageIds = [];
                    d.peers = [];
                }
                if (o.defaults) {
                    d.kind = "";
                    d.robot = "";
                    d.boot = 0;
                    d.atMs = 0;
                    d.count = 0;
                    d.known = 0;
                    d.total = 0;
                    d.reason = "";
                    d.payloads = 0;
                    d.violation = null;
                    d.file = null;
                    d.host = "";
                    d.lamport = 0;
                    d.seq = 0;
                }
                if (m.kind != null && $Object.hasOwnProperty.call(m, "kind")) {
                    d.kind = m.kind;
                }
                if (m.robot != null && $Object.hasOwnProperty.call(m, "robot")) {
                    d.robot = m.robot;
                }
                if (m.boot != null && $Object.hasOwnProperty.call(m, "boot")) {
                    d.boot = m.boot;
                }
                if (m.atMs != null && $Object.hasOwnProperty.call(m, "atMs")) {
                    d.atMs = o.json && !$isFinite(m.atMs) ? $String(m.atMs) : m.atMs;
                }
                if (m.count != null && $Object.hasOwnProperty.call(m, "count")) {
                    d.count = m.count;
                }
                if (m.messageIds && m.messageIds.length) {
                    d.messageIds = $Array(m.messageIds.length);
                    for (var j = 0; j < m.messageIds.length; ++j) {
                        d.messageIds[j] = m.messageIds[j];
                    }
                }
                if (m.known != null && $Object.hasOwnProperty.call(m, "known")) {
                    d.known = m.known;
                }
                if (m.total != null && $Object.hasOwnProperty.call(m, "total")) {
                    d.total = m.total;
                }
                if (m.peers && m.peers.length) {
                    d.peers = $Array(m.peers.length);
                    for (var j = 0; j < m.peers.length; ++j) {
                        d.peers[j] = m.peers[j];
                    }
                }
                if (m.reason != null && $Object.hasOwnProperty.call(m, "reason")) {
                    d.reason = m.reason;
                }
                if (m.payloads != null && $Object.hasOwnProperty.call(m, "payloads")) {
                    d.payloads = m.payloads;
                }
                if (m.violation != null && $Object.hasOwnProperty.call(m, "violation")) {
                    d.violation = $root.hearsay.v1.Violation.toObject(m.violation, o, q + 1);
                }
                if (m.file != null && $Object.hasOwnProperty.call(m, "file")) {
                    d.file = $root.hearsay.v1.File.toObject(m.file, o, q + 1);
                }
                if (m.host != null && $Object.hasOwnProperty.call(m, "host")) {
                    d.host = m.host;
                }
                if (m.lamport != null && $Object.hasOwnProperty.call(m, "lamport")) {
                    d.lamport = m.lamport;
                }
                if (m.seq != null && $Object.hasOwnProperty.call(m, "seq")) {
                    d.seq = m.seq;
                }
                return d;
            };

            /**
             * Converts this Event to JSON.
             * @function toJSON
             * @memberof hearsay.v1.Event
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Event.prototype.toJSON = function() {
                return Event.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Event;
        })();

        v1.Violation = (function() {

            /**
             * Properties of a Violation.
             * @typedef {Object} hearsay.v1.Violation.$Properties
             * @property {string|null} [what] Violation what
             * @property {number|null} [index] Violation index
             * @property {Uint8Array|null} [knownValue] Violation knownValue
             * @property {Uint8Array|null} [givenValue] Violation givenValue
             * @property {string|null} [messageId] Violation messageId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Violation.
             * @memberof hearsay.v1
             * @interface IViolation
             * @augments hearsay.v1.Violation.$Properties
             * @deprecated Use hearsay.v1.Violation.$Properties instead.
             */

            /**
             * Shape of a Violation.
             * @typedef {hearsay.v1.Violation.$Properties} hearsay.v1.Violation.$Shape
             */

            /**
             * Constructs a new Violation.
             * @memberof hearsay.v1
             * @classdesc Represents a Violation.
             * @constructor
             * @param {hearsay.v1.Violation.$Properties=} [p] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Violation = function (p) {
                if (p)
                    for (var ks = $Object.keys(p), i = 0; i < ks.length; ++i)
                        if (p[ks[i]] != null && ks[i] !== "__proto__")
                            this[ks[i]] = p[ks[i]];
            };

            /**
             * Violation what.
             * @member {string} what
             * @memberof hearsay.v1.Violation
             * @instance
             */
            Violation.prototype.what = "";

            /**
             * Violation index.
             * @member {number} index
             * @memberof hearsay.v1.Violation
             * @instance
             */
            Violation.prototype.index = 0;

            /**
             * Violation knownValue.
             * @member {Uint8Array} knownValue
             * @memberof hearsay.v1.Violation
             * @instance
             */
            Violation.prototype.knownValue = $util.newBuffer([]);

            /**
             * Violation givenValue.
             * @member {Uint8Array} givenValue
             * @memberof hearsay.v1.Violation
             * @instance
             */
            Violation.prototype.givenValue = $util.newBuffer([]);

            /**
             * Violation messageId.
             * @member {string} messageId
             * @memberof hearsay.v1.Violation
             * @instance
             */
            Violation.prototype.messageId = "";

            /**
             * Creates a new Violation instance using the specified properties.
             * @function create
             * @memberof hearsay.v1.Violation
             * @static
             * @param {hearsay.v1.Violation.$Properties=} [properties] Properties to set
             * @returns {hearsay.v1.Violation} Violation instance
             * @type {{
             *   (properties: hearsay.v1.Violation.$Shape): hearsay.v1.Violation & hearsay.v1.Violation.$Shape;
             *   (properties?: hearsay.v1.Violation.$Properties): hearsay.v1.Violation;
             * }}
             */
            Violation.create = function(properties) {
                return new Violation(properties);
            };

            /**
             * Encodes the specified Violation message. Does not implicitly {@link hearsay.v1.Violation.verify|verify} messages.
             * @function encode
             * @memberof hearsay.v1.Violation
             * @static
             * @param {hearsay.v1.Violation.$Properties} m Violation message or plain object to encode
             * @param {$protobuf.Writer} [w] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Violation.encode = function (m, w, q) {
                if (!w)
                    w = $Writer.create();
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (m.what != null && $Object.hasOwnProperty.call(m, "what") && m.what !== "")
                    w.uint32(/* id 1, wireType 2 =*/10).string(m.what);
                if (m.index != null && $Object.hasOwnProperty.call(m, "index") && m.index !== 0)
                    w.uint32(/* id 2, wireType 0 =*/16).uint32(m.index);
                if (m.knownValue != null && $Object.hasOwnProperty.call(m, "knownValue") && m.knownValue.length)
                    w.uint32(/* id 3, wireType 2 =*/26).bytes(m.knownValue);
                if (m.givenValue != null && $Object.hasOwnProperty.call(m, "givenValue") && m.givenValue.length)
                    w.uint32(/* id 4, wireType 2 =*/34).bytes(m.givenValue);
                if (m.messageId != null && $Object.hasOwnProperty.call(m, "messageId") && m.messageId !== "")
                    w.uint32(/* id 5, wireType 2 =*/42).string(m.messageId);
                if (m.$unknowns != null && $Object.hasOwnProperty.call(m, "$unknowns"))
                    for (var i = 0; i < m.$unknowns.length; ++i)
                        w.raw(m.$unknowns[i]);
                return w;
            };

            /**
             * Decodes a Violation message from the specified reader or buffer.
             * @function decode
             * @memberof hearsay.v1.Violation
             * @static
             * @param {$protobuf.Reader|Uint8Array} r Reader or buffer to decode from
             * @param {number} [l] Message length if known beforehand
             * @returns {hearsay.v1.Violation & hearsay.v1.Violation.$Shape} Violation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Violation.decode = function (r, l, z, q, g) {
                if (!(r instanceof $Reader))
                    r = $Reader.create(r);
                if (q === $undefined)
                    q = 0;
                if (q > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                var c, m, v;
                if (l === $undefined)
                    c = r.len;
                else {
                    c = r.pos + l;
                    if (c > r.len)
                        throw $RangeError("index out of range");
                    l = r.len;
                    r.len = c;
                }
                m = g || new $root.hearsay.v1.Violation();
                while (r.pos < c) {
                    var s = r.pos;
                    var t = r.tag();
                    if (t === z) {
                        z = $undefined;
                        break;
                    }
                    var u = t & 7;
                    switch (t >>>= 3) {
                    case 1: {
                            if (u !== 2)
                                break;
                            if ((v = r.stringVerify()).length)
                                m.what = v;
                            else
                                delete m.what;
                            continue;
                        }
                    case 2: {
                            if (u !== 0)
                                break;
                            if (v = r.uint32())
                                m.index = v;
                            else
                                delete m.index;
                            continue;
                        }
                    case 3: {
                            if (u !== 2)
                                break;
                            if ((v = r.bytes()).length)
                                m.knownValue = v;
                            else
                                delete m.knownValue;
                            continue;
                        }
                    case 4: {
                            if (u !== 2)
                                break;
                            if ((v = r.bytes()).length)
                                m.givenValue = v;
                            else
                                delete m.givenValue;
                            continue;
                        }
                    case 5: {
                            if (u !== 2)
                                break;
                            if ((v = r.stringVerify()).length)
                                m.messageId = v;
                            else
                                delete m.messageId;
                            continue;
                        }
                    }
                    r.skipType(u, q, t);
                    if (!r.discardUnknown) {
                        $util.makeProp(m, "$unknowns", false);
                        (m.$unknowns || (m.$unknowns = [])).push(r.raw(s, r.pos));
                    }
                }
                if (l !== $undefined) {
                    if (r.pos !== c)
                        throw $RangeError("index out of range");
                    r.len = l;
                }
                if (z !== $undefined)
                    throw $Error("missing end group");
                return m;
            };

            /**
             * Creates a Violation message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof hearsay.v1.Violation
             * @static
             * @param {Object.<string,*>} d Plain object
             * @returns {hearsay.v1.Violation} Violation
             */
            Violation.fromObject = function (d, q) {
                if (d instanceof $root.hearsay.v1.Violation)
                    return d;
                if (!$util.isObject(d))
                    throw $TypeError(".hearsay.v1.Violation: object expected");
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var m = new $root.hearsay.v1.Violation();
                if (d.what != null) {
                    if (typeof d.what !== "string" || d.what.length) {
                        m.what = $String(d.what);
                    }
                }
                if (d.index != null) {
                    if ($Number(d.index) !== 0) {
                        m.index = d.index >>> 0;
                    }
                }
                if (d.knownValue != null) {
                    if (d.knownValue.length) {
                        if (typeof d.knownValue === "string")
                            $util.base64.decode(d.knownValue, m.knownValue = $util.newBuffer($util.base64.length(d.knownValue)), 0);
                        else if (d.knownValue.length >= 0)
                            m.knownValue = d.knownValue;
                    }
                }
                if (d.givenValue != null) {
                    if (d.givenValue.length) {
                        if (typeof d.givenValue === "string")
                            $util.base64.decode(d.givenValue, m.givenValue = $util.newBuffer($util.base64.length(d.givenValue)), 0);
                        else if (d.givenValue.length >= 0)
                            m.givenValue = d.givenValue;
                    }
                }
                if (d.messageId != null) {
                    if (typeof d.messageId !== "string" || d.messageId.length) {
                        m.messageId = $String(d.messageId);
                    }
                }
                return m;
            };

            /**
             * Creates a plain object from a Violation message. Also converts values to other types if specified.
             * @function toObject
             * @memberof hearsay.v1.Violation
             * @static
             * @param {hearsay.v1.Violation} m Violation
             * @param {$protobuf.IConversionOptions} [o] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            Violation.toObject = function (m, o, q) {
                if (!o)
                    o = {};
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var d = {};
                if (o.defaults) {
                    d.what = "";
                    d.index = 0;
                    if (o.bytes === $String)
                        d.knownValue = "";
                    else {
                        d.knownValue = [];
                        if (o.bytes !== $Array)
                            d.knownValue = $util.newBuffer(d.knownValue);
                    }
                    if (o.bytes === $String)
                        d.givenValue = "";
                    else {
                        d.givenValue = [];
                        if (o.bytes !== $Array)
                            d.givenValue = $util.newBuffer(d.givenValue);
                    }
                    d.messageId = "";
                }
                if (m.what != null && $Object.hasOwnProperty.call(m, "what")) {
                    d.what = m.what;
                }
                if (m.index != null && $Object.hasOwnProperty.call(m, "index")) {
                    d.index = m.index;
                }
                if (m.knownValue != null && $Object.hasOwnProperty.call(m, "knownValue")) {
                    d.knownValue = o.bytes === $String ? $util.base64.encode(m.knownValue, 0, m.knownValue.length) : o.bytes === $Array ? $Array.prototype.slice.call(m.knownValue) : m.knownValue;
                }
                if (m.givenValue != null && $Object.hasOwnProperty.call(m, "givenValue")) {
                    d.givenValue = o.bytes === $String ? $util.base64.encode(m.givenValue, 0, m.givenValue.length) : o.bytes === $Array ? $Array.prototype.slice.call(m.givenValue) : m.givenValue;
                }
                if (m.messageId != null && $Object.hasOwnProperty.call(m, "messageId")) {
                    d.messageId = m.messageId;
                }
                return d;
            };

            /**
             * Converts this Violation to JSON.
             * @function toJSON
             * @memberof hearsay.v1.Violation
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            Violation.prototype.toJSON = function() {
                return Violation.toObject(this, $protobuf.util.toJSONOptions);
            };

            return Violation;
        })();

        v1.File = (function() {

            /**
             * Properties of a File.
             * @typedef {Object} hearsay.v1.File.$Properties
             * @property {string|null} [path] File path
             * @property {number|null} [bytes] File bytes
             * @property {string|null} [sha256] File sha256
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a File.
             * @memberof hearsay.v1
             * @interface IFile
             * @augments hearsay.v1.File.$Properties
             * @deprecated Use hearsay.v1.File.$Properties instead.
             */

            /**
             * Shape of a File.
             * @typedef {hearsay.v1.File.$Properties} hearsay.v1.File.$Shape
             */

            /**
             * Constructs a new File.
             * @memberof hearsay.v1
             * @classdesc Represents a File.
             * @constructor
             * @param {hearsay.v1.File.$Properties=} [p] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const File = function (p) {
                if (p)
                    for (var ks = $Object.keys(p), i = 0; i < ks.length; ++i)
                        if (p[ks[i]] != null && ks[i] !== "__proto__")
                            this[ks[i]] = p[ks[i]];
            };

            /**
             * File path.
             * @member {string} path
             * @memberof hearsay.v1.File
             * @instance
             */
            File.prototype.path = "";

            /**
             * File bytes.
             * @member {number} bytes
             * @memberof hearsay.v1.File
             * @instance
             */
            File.prototype.bytes = 0;

            /**
             * File sha256.
             * @member {string} sha256
             * @memberof hearsay.v1.File
             * @instance
             */
            File.prototype.sha256 = "";

            /**
             * Creates a new File instance using the specified properties.
             * @function create
             * @memberof hearsay.v1.File
             * @static
             * @param {hearsay.v1.File.$Properties=} [properties] Properties to set
             * @returns {hearsay.v1.File} File instance
             * @type {{
             *   (properties: hearsay.v1.File.$Shape): hearsay.v1.File & hearsay.v1.File.$Shape;
             *   (properties?: hearsay.v1.File.$Properties): hearsay.v1.File;
             * }}
             */
            File.create = function(properties) {
                return new File(properties);
            };

            /**
             * Encodes the specified File message. Does not implicitly {@link hearsay.v1.File.verify|verify} messages.
             * @function encode
             * @memberof hearsay.v1.File
             * @static
             * @param {hearsay.v1.File.$Properties} m File message or plain object to encode
             * @param {$protobuf.Writer} [w] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            File.encode = function (m, w, q) {
                if (!w)
                    w = $Writer.create();
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (m.path != null && $Object.hasOwnProperty.call(m, "path") && m.path !== "")
                    w.uint32(/* id 1, wireType 2 =*/10).string(m.path);
                if (m.bytes != null && $Object.hasOwnProperty.call(m, "bytes") && !$Object.is(m.bytes, 0))
                    w.uint32(/* id 2, wireType 1 =*/17).double(m.bytes);
                if (m.sha256 != null && $Object.hasOwnProperty.call(m, "sha256") && m.sha256 !== "")
                    w.uint32(/* id 3, wireType 2 =*/26).string(m.sha256);
                if (m.$unknowns != null && $Object.hasOwnProperty.call(m, "$unknowns"))
                    for (var i = 0; i < m.$unknowns.length; ++i)
                        w.raw(m.$unknowns[i]);
                return w;
            };

            /**
             * Decodes a File message from the specified reader or buffer.
             * @function decode
             * @memberof hearsay.v1.File
             * @static
             * @param {$protobuf.Reader|Uint8Array} r Reader or buffer to decode from
             * @param {number} [l] Message length if known beforehand
             * @returns {hearsay.v1.File & hearsay.v1.File.$Shape} File
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            File.decode = function (r, l, z, q, g) {
                if (!(r instanceof $Reader))
                    r = $Reader.create(r);
                if (q === $undefined)
                    q = 0;
                if (q > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                var c, m, v;
                if (l === $undefined)
                    c = r.len;
                else {
                    c = r.pos + l;
                    if (c > r.len)
                        throw $RangeError("index out of range");
                    l = r.len;
                    r.len = c;
                }
                m = g || new $root.hearsay.v1.File();
                while (r.pos < c) {
                    var s = r.pos;
                    var t = r.tag();
                    if (t === z) {
                        z = $undefined;
                        break;
                    }
                    var u = t & 7;
                    switch (t >>>= 3) {
                    case 1: {
                            if (u !== 2)
                                break;
                            if ((v = r.stringVerify()).length)
                                m.path = v;
                            else
                                delete m.path;
                            continue;
                        }
                    case 2: {
                            if (u !== 1)
                                break;
                            if (!$Object.is(v = r.double(), 0))
                                m.bytes = v;
                            else
                                delete m.bytes;
                            continue;
                        }
                    case 3: {
                            if (u !== 2)
                                break;
                            if ((v = r.stringVerify()).length)
                                m.sha256 = v;
                            else
                                delete m.sha256;
                            continue;
                        }
                    }
                    r.skipType(u, q, t);
                    if (!r.discardUnknown) {
                        $util.makeProp(m, "$unknowns", false);
                        (m.$unknowns || (m.$unknowns = [])).push(r.raw(s, r.pos));
                    }
                }
                if (l !== $undefined) {
                    if (r.pos !== c)
                        throw $RangeError("index out of range");
                    r.len = l;
                }
                if (z !== $undefined)
                    throw $Error("missing end group");
                return m;
            };

            /**
             * Creates a File message from a plain object. Also converts values to their respective internal types.
             * @function fromObject
             * @memberof hearsay.v1.File
             * @static
             * @param {Object.<string,*>} d Plain object
             * @returns {hearsay.v1.File} File
             */
            File.fromObject = function (d, q) {
                if (d instanceof $root.hearsay.v1.File)
                    return d;
                if (!$util.isObject(d))
                    throw $TypeError(".hearsay.v1.File: object expected");
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var m = new $root.hearsay.v1.File();
                if (d.path != null) {
                    if (typeof d.path !== "string" || d.path.length) {
                        m.path = $String(d.path);
                    }
                }
                if (d.bytes != null) {
                    if (!$Object.is($Number(d.bytes), 0)) {
                        m.bytes = $Number(d.bytes);
                    }
                }
                if (d.sha256 != null) {
                    if (typeof d.sha256 !== "string" || d.sha256.length) {
                        m.sha256 = $String(d.sha256);
                    }
                }
                return m;
            };

            /**
             * Creates a plain object from a File message. Also converts values to other types if specified.
             * @function toObject
             * @memberof hearsay.v1.File
             * @static
             * @param {hearsay.v1.File} m File
             * @param {$protobuf.IConversionOptions} [o] Conversion options
             * @returns {Object.<string,*>} Plain object
             */
            File.toObject = function (m, o, q) {
                if (!o)
                    o = {};
                if (q === $undefined)
                    q = 0;
                if (q > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                var d = {};
                if (o.defaults) {
                    d.path = "";
                    d.bytes = 0;
                    d.sha256 = "";
                }
                if (m.path != null && $Object.hasOwnProperty.call(m, "path")) {
                    d.path = m.path;
                }
                if (m.bytes != null && $Object.hasOwnProperty.call(m, "bytes")) {
                    d.bytes = o.json && !$isFinite(m.bytes) ? $String(m.bytes) : m.bytes;
                }
                if (m.sha256 != null && $Object.hasOwnProperty.call(m, "sha256")) {
                    d.sha256 = m.sha256;
                }
                return d;
            };

            /**
             * Converts this File to JSON.
             * @function toJSON
             * @memberof hearsay.v1.File
             * @instance
             * @returns {Object.<string,*>} JSON object
             */
            File.prototype.toJSON = function() {
                return File.toObject(this, $protobuf.util.toJSONOptions);
            };

            return File;
        })();

        return v1;
    })();

    return hearsay;
})();

export {
  $root as default
};
