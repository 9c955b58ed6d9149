import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace hearsay. */
export namespace hearsay {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of an Envelope.
         * @deprecated Use hearsay.v1.Envelope.$Properties instead.
         */
        interface IEnvelope extends hearsay.v1.Envelope.$Properties {
        }

        /** Represents an Envelope. */
        class Envelope {

            /**
             * Constructs a new Envelope.
             * @param [p] Properties to set
             */
            constructor(p?: hearsay.v1.Envelope.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Envelope from. */
            from: string;

            /** Envelope boot. */
            boot: number;

            /** Envelope seq. */
            seq: number;

            /** Envelope lamport. */
            lamport: number;

            /** Envelope wantsUpdate. */
            wantsUpdate: boolean;

            /** Envelope offersUpdate. */
            offersUpdate: boolean;

            /** Envelope summary. */
            summary?: (Uint8Array|null);

            /** Envelope update. */
            update?: (Uint8Array|null);

            /** Envelope checksum. */
            checksum: number;

            /**
             * Creates a new Envelope instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Envelope instance
             */
            static create(properties: hearsay.v1.Envelope.$Shape): hearsay.v1.Envelope & hearsay.v1.Envelope.$Shape;
            static create(properties?: hearsay.v1.Envelope.$Properties): hearsay.v1.Envelope;

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link hearsay.v1.Envelope.verify|verify} messages.
             * @param m Envelope message or plain object to encode
             * @param [w] Writer to encode to
             * @returns Writer
             */
            static encode(m: hearsay.v1.Envelope.$Properties, w?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @param r Reader or buffer to decode from
             * @param [l] Message length if known beforehand
             * @returns {hearsay.v1.Envelope & hearsay.v1.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(r: ($protobuf.Reader|Uint8Array), l?: number): hearsay.v1.Envelope & hearsay.v1.Envelope.$Shape;

            /**
             * Creates an Envelope message from a plain object. Also converts values to their respective internal types.
             * @param d Plain object
             * @returns Envelope
             */
            static fromObject(d: { [k: string]: any }): hearsay.v1.Envelope;

            /**
             * Creates a plain object from an Envelope message. Also converts values to other types if specified.
             * @param m Envelope
             * @param [o] Conversion options
             * @returns Plain object
             */
            static toObject(m: hearsay.v1.Envelope, o?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Envelope to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Envelope {

            /** Properties of an Envelope. */
            interface $Properties {

                /** Envelope from */
                from?: (string|null);

                /** Envelope boot */
                boot?: (number|null);

                /** Envelope seq */
                seq?: (number|null);

                /** Envelope lamport */
                lamport?: (number|null);

                /** Envelope wantsUpdate */
                wantsUpdate?: (boolean|null);

                /** Envelope offersUpdate */
                offersUpdate?: (boolean|null);

                /** Envelope summary */
                summary?: (Uint8Array|null);

                /** Envelope update */
                update?: (Uint8Array|null);

                /** Envelope checksum */
                checksum?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Envelope. */
            type $Shape = hearsay.v1.Envelope.$Properties;
        }

        /**
         * Properties of a Batch.
         * @deprecated Use hearsay.v1.Batch.$Properties instead.
         */
        interface IBatch extends hearsay.v1.Batch.$Properties {
        }

        /** Represents a Batch. */
        class Batch {

            /**
             * Constructs a new Batch.
             * @param [p] Properties to set
             */
            constructor(p?: hearsay.v1.Batch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Batch envelopes. */
            envelopes: Uint8Array[];

            /**
             * Creates a new Batch instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Batch instance
             */
            static create(properties: hearsay.v1.Batch.$Shape): hearsay.v1.Batch & hearsay.v1.Batch.$Shape;
            static create(properties?: hearsay.v1.Batch.$Properties): hearsay.v1.Batch;

            /**
             * Encodes the specified Batch message. Does not implicitly {@link hearsay.v1.Batch.verify|verify} messages.
             * @param m Batch message or plain object to encode
             * @param [w] Writer to encode to
             * @returns Writer
             */
            static encode(m: hearsay.v1.Batch.$Properties, w?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Batch message from the specified reader or buffer.
             * @param r Reader or buffer to decode from
             * @param [l] Message length if known beforehand
             * @returns {hearsay.v1.Batch & hearsay.v1.Batch.$Shape} Batch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(r: ($protobuf.Reader|Uint8Array), l?: number): hearsay.v1.Batch & hearsay.v1.Batch.$Shape;

            /**
             * Creates a Batch message from a plain object. Also converts values to their respective internal types.
             * @param d Plain object
             * @returns Batch
             */
            static fromObject(d: { [k: string]: any }): hearsay.v1.Batch;

            /**
             * Creates a plain object from a Batch message. Also converts values to other types if specified.
             * @param m Batch
             * @param [o] Conversion options
             * @returns Plain object
             */
            static toObject(m: hearsay.v1.Batch, o?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Batch to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Batch {

            /** Properties of a Batch. */
            interface $Properties {

                /** Batch envelopes */
                envelopes?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Batch. */
            type $Shape = hearsay.v1.Batch.$Properties;
        }

        /**
         * Properties of a Summary.
         * @deprecated Use hearsay.v1.Summary.$Properties instead.
         */
        interface ISummary extends hearsay.v1.Summary.$Properties {
        }

        /** Represents a Summary. */
        class Summary {

            /**
             * Constructs a new Summary.
             * @param [p] Properties to set
             */
            constructor(p?: hearsay.v1.Summary.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Summary wordCount. */
            wordCount: number;

            /** Summary known. */
            known: Uint8Array;

            /**
             * Creates a new Summary instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Summary instance
             */
            static create(properties: hearsay.v1.Summary.$Shape): hearsay.v1.Summary & hearsay.v1.Summary.$Shape;
            static create(properties?: hearsay.v1.Summary.$Properties): hearsay.v1.Summary;

            /**
             * Encodes the specified Summary message. Does not implicitly {@link hearsay.v1.Summary.verify|verify} messages.
             * @param m Summary message or plain object to encode
             * @param [w] Writer to encode to
             * @returns Writer
             */
            static encode(m: hearsay.v1.Summary.$Properties, w?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Summary message from the specified reader or buffer.
             * @param r Reader or buffer to decode from
             * @param [l] Message length if known beforehand
             * @returns {hearsay.v1.Summary & hearsay.v1.Summary.$Shape} Summary
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(r: ($protobuf.Reader|Uint8Array), l?: number): hearsay.v1.Summary & hearsay.v1.Summary.$Shape;

            /**
             * Creates a Summary message from a plain object. Also converts values to their respective internal types.
             * @param d Plain object
             * @returns Summary
             */
            static fromObject(d: { [k: string]: any }): hearsay.v1.Summary;

            /**
             * Creates a plain object from a Summary message. Also converts values to other types if specified.
             * @param m Summary
             * @param [o] Conversion options
             * @returns Plain object
             */
            static toObject(m: hearsay.v1.Summary, o?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Summary to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Summary {

            /** Properties of a Summary. */
            interface $Properties {

                /** Summary wordCount */
                wordCount?: (number|null);

                /** Summary known */
                known?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Summary. */
            type $Shape = hearsay.v1.Summary.$Properties;
        }

        /**
         * Properties of a Word.
         * @deprecated Use hearsay.v1.Word.$Properties instead.
         */
        interface IWord extends hearsay.v1.Word.$Properties {
        }

        /** Represents a Word. */
        class Word {

            /**
             * Constructs a new Word.
             * @param [p] Properties to set
             */
            constructor(p?: hearsay.v1.Word.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Word index. */
            index: number;

            /** Word value. */
            value: Uint8Array;

            /**
             * Creates a new Word instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Word instance
             */
            static create(properties: hearsay.v1.Word.$Shape): hearsay.v1.Word & hearsay.v1.Word.$Shape;
            static create(properties?: hearsay.v1.Word.$Properties): hearsay.v1.Word;

            /**
             * Encodes the specified Word message. Does not implicitly {@link hearsay.v1.Word.verify|verify} messages.
             * @param m Word message or plain object to encode
             * @param [w] Writer to encode to
             * @returns Writer
             */
            static encode(m: hearsay.v1.Word.$Properties, w?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Word message from the specified reader or buffer.
             * @param r Reader or buffer to decode from
             * @param [l] Message length if known beforehand
             * @returns {hearsay.v1.Word & hearsay.v1.Word.$Shape} Word
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(r: ($protobuf.Reader|Uint8Array), l?: number): hearsay.v1.Word & hearsay.v1.Word.$Shape;

            /**
             * Creates a Word message from a plain object. Also converts values to their respective internal types.
             * @param d Plain object
             * @returns Word
             */
            static fromObject(d: { [k: string]: any }): hearsay.v1.Word;

            /**
             * Creates a plain object from a Word message. Also converts values to other types if specified.
             * @param m Word
             * @param [o] Conversion options
             * @returns Plain object
             */
            static toObject(m: hearsay.v1.Word, o?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Word to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Word {

            /** Properties of a Word. */
            interface $Properties {

                /** Word index */
                index?: (number|null);

                /** Word value */
                value?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Word. */
            type $Shape = hearsay.v1.Word.$Properties;
        }

        /**
         * Properties of an Update.
         * @deprecated Use hearsay.v1.Update.$Properties instead.
         */
        interface IUpdate extends hearsay.v1.Update.$Properties {
        }

        /** Represents an Update. */
        class Update {

            /**
             * Constructs a new Update.
             * @param [p] Properties to set
             */
            constructor(p?: hearsay.v1.Update.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Update words. */
            words: hearsay.v1.Word.$Properties[];

            /**
             * Creates a new Update instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Update instance
             */
            static create(properties: hearsay.v1.Update.$Shape): hearsay.v1.Update & hearsay.v1.Update.$Shape;
            static create(properties?: hearsay.v1.Update.$Properties): hearsay.v1.Update;

            /**
             * Encodes the specified Update message. Does not implicitly {@link hearsay.v1.Update.verify|verify} messages.
             * @param m Update message or plain object to encode
             * @param [w] Writer to encode to
             * @returns Writer
             */
            static encode(m: hearsay.v1.Update.$Properties, w?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Update message from the specified reader or buffer.
             * @param r Reader or buffer to decode from
             * @param [l] Message length if known beforehand
             * @returns {hearsay.v1.Update & hearsay.v1.Update.$Shape} Update
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(r: ($protobuf.Reader|Uint8Array), l?: number): hearsay.v1.Update & hearsay.v1.Update.$Shape;

            /**
             * Creates an Update message from a plain object. Also converts values to their respective internal types.
             * @param d Plain object
             * @returns Update
             */
            static fromObject(d: { [k: string]: any }): hearsay.v1.Update;

            /**
             * Creates a plain object from an Update message. Also converts values to other types if specified.
             * @param m Update
             * @param [o] Conversion options
             * @returns Plain object
             */
            static toObject(m: hearsay.v1.Update, o?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Update to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Update {

            /** Properties of an Update. */
            interface $Properties {

                /** Update words */
                words?: (hearsay.v1.Word.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Update. */
            type $Shape = hearsay.v1.Update.$Properties;
        }

        /**
         * Properties of an Event.
         * @deprecated Use hearsay.v1.Event.$Properties instead.
         */
        interface IEvent extends hearsay.v1.Event.$Properties {
        }

        /** Represents an Event. */
        class Event {

            /**
             * Constructs a new Event.
             * @param [p] Properties to set
             */
            constructor(p?: hearsay.v1.Event.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Event kind. */
            kind: string;

            /** Event robot. */
            robot: string;

            /** Event boot. */
            boot: number;

            /** Event atMs. */
            atMs: number;

            /** Event count. */
            count: number;

            /** Event messageIds. */
            messageIds: string[];

            /** Event known. */
            known: number;

            /** Event total. */
            total: number;

            /** Event peers. */
            peers: string[];

            /** Event reason. */
            reason: string;

            /** Event payloads. */
            payloads: number;

            /** Event violation. */
            violation?: (hearsay.v1.Violation.$Properties|null);

            /** Event file. */
            file?: (hearsay.v1.File.$Properties|null);

            /** Event host. */
            host: string;

            /** Event lamport. */
            lamport: number;

            /** Event seq. */
            seq: number;

            /**
             * Creates a new Event instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Event instance
             */
            static create(properties: hearsay.v1.Event.$Shape): hearsay.v1.Event & hearsay.v1.Event.$Shape;
            static create(properties?: hearsay.v1.Event.$Properties): hearsay.v1.Event;

            /**
             * Encodes the specified Event message. Does not implicitly {@link hearsay.v1.Event.verify|verify} messages.
             * @param m Event message or plain object to encode
             * @param [w] Writer to encode to
             * @returns Writer
             */
            static encode(m: hearsay.v1.Event.$Properties, w?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Event message from the specified reader or buffer.
             * @param r Reader or buffer to decode from
             * @param [l] Message length if known beforehand
             * @returns {hearsay.v1.Event & hearsay.v1.Event.$Shape} Event
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(r: ($protobuf.Reader|Uint8Array), l?: number): hearsay.v1.Event & hearsay.v1.Event.$Shape;

            /**
             * Creates an Event message from a plain object. Also converts values to their respective internal types.
             * @param d Plain object
             * @returns Event
             */
            static fromObject(d: { [k: string]: any }): hearsay.v1.Event;

            /**
             * Creates a plain object from an Event message. Also converts values to other types if specified.
             * @param m Event
             * @param [o] Conversion options
             * @returns Plain object
             */
            static toObject(m: hearsay.v1.Event, o?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Event to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Event {

            /** Properties of an Event. */
            interface $Properties {

                /** Event kind */
                kind?: (string|null);

                /** Event robot */
                robot?: (string|null);

                /** Event boot */
                boot?: (number|null);

                /** Event atMs */
                atMs?: (number|null);

                /** Event count */
                count?: (number|null);

                /** Event messageIds */
                messageIds?: (string[]|null);

                /** Event known */
                known?: (number|null);

                /** Event total */
                total?: (number|null);

                /** Event peers */
                peers?: (string[]|null);

                /** Event reason */
                reason?: (string|null);

                /** Event payloads */
                payloads?: (number|null);

                /** Event violation */
                violation?: (hearsay.v1.Violation.$Properties|null);

                /** Event file */
                file?: (hearsay.v1.File.$Properties|null);

                /** Event host */
                host?: (string|null);

                /** Event lamport */
                lamport?: (number|null);

                /** Event seq */
                seq?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Event. */
            type $Shape = hearsay.v1.Event.$Properties;
        }

        /**
         * Properties of a Violation.
         * @deprecated Use hearsay.v1.Violation.$Properties instead.
         */
        interface IViolation extends hearsay.v1.Violation.$Properties {
        }

        /** Represents a Violation. */
        class Violation {

            /**
             * Constructs a new Violation.
             * @param [p] Properties to set
             */
            constructor(p?: hearsay.v1.Violation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Violation what. */
            what: string;

            /** Violation index. */
            index: number;

            /** Violation knownValue. */
            knownValue: Uint8Array;

            /** Violation givenValue. */
            givenValue: Uint8Array;

            /** Violation messageId. */
            messageId: string;

            /**
             * Creates a new Violation instance using the specified properties.
             * @param [properties] Properties to set
             * @returns Violation instance
             */
            static create(properties: hearsay.v1.Violation.$Shape): hearsay.v1.Violation & hearsay.v1.Violation.$Shape;
            static create(properties?: hearsay.v1.Violation.$Properties): hearsay.v1.Violation;

            /**
             * Encodes the specified Violation message. Does not implicitly {@link hearsay.v1.Violation.verify|verify} messages.
             * @param m Violation message or plain object to encode
             * @param [w] Writer to encode to
             * @returns Writer
             */
            static encode(m: hearsay.v1.Violation.$Properties, w?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Violation message from the specified reader or buffer.
             * @param r Reader or buffer to decode from
             * @param [l] Message length if known beforehand
             * @returns {hearsay.v1.Violation & hearsay.v1.Violation.$Shape} Violation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(r: ($protobuf.Reader|Uint8Array), l?: number): hearsay.v1.Violation & hearsay.v1.Violation.$Shape;

            /**
             * Creates a Violation message from a plain object. Also converts values to their respective internal types.
             * @param d Plain object
             * @returns Violation
             */
            static fromObject(d: { [k: string]: any }): hearsay.v1.Violation;

            /**
             * Creates a plain object from a Violation message. Also converts values to other types if specified.
             * @param m Violation
             * @param [o] Conversion options
             * @returns Plain object
             */
            static toObject(m: hearsay.v1.Violation, o?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this Violation to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace Violation {

            /** Properties of a Violation. */
            interface $Properties {

                /** Violation what */
                what?: (string|null);

                /** Violation index */
                index?: (number|null);

                /** Violation knownValue */
                knownValue?: (Uint8Array|null);

                /** Violation givenValue */
                givenValue?: (Uint8Array|null);

                /** Violation messageId */
                messageId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Violation. */
            type $Shape = hearsay.v1.Violation.$Properties;
        }

        /**
         * Properties of a File.
         * @deprecated Use hearsay.v1.File.$Properties instead.
         */
        interface IFile extends hearsay.v1.File.$Properties {
        }

        /** Represents a File. */
        class File {

            /**
             * Constructs a new File.
             * @param [p] Properties to set
             */
            constructor(p?: hearsay.v1.File.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** File path. */
            path: string;

            /** File bytes. */
            bytes: number;

            /** File sha256. */
            sha256: string;

            /**
             * Creates a new File instance using the specified properties.
             * @param [properties] Properties to set
             * @returns File instance
             */
            static create(properties: hearsay.v1.File.$Shape): hearsay.v1.File & hearsay.v1.File.$Shape;
            static create(properties?: hearsay.v1.File.$Properties): hearsay.v1.File;

            /**
             * Encodes the specified File message. Does not implicitly {@link hearsay.v1.File.verify|verify} messages.
             * @param m File message or plain object to encode
             * @param [w] Writer to encode to
             * @returns Writer
             */
            static encode(m: hearsay.v1.File.$Properties, w?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a File message from the specified reader or buffer.
             * @param r Reader or buffer to decode from
             * @param [l] Message length if known beforehand
             * @returns {hearsay.v1.File & hearsay.v1.File.$Shape} File
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(r: ($protobuf.Reader|Uint8Array), l?: number): hearsay.v1.File & hearsay.v1.File.$Shape;

            /**
             * Creates a File message from a plain object. Also converts values to their respective internal types.
             * @param d Plain object
             * @returns File
             */
            static fromObject(d: { [k: string]: any }): hearsay.v1.File;

            /**
             * Creates a plain object from a File message. Also converts values to other types if specified.
             * @param m File
             * @param [o] Conversion options
             * @returns Plain object
             */
            static toObject(m: hearsay.v1.File, o?: $protobuf.IConversionOptions): { [k: string]: any };

            /**
             * Converts this File to JSON.
             * @returns JSON object
             */
            toJSON(): { [k: string]: any };
        }

        namespace File {

            /** Properties of a File. */
            interface $Properties {

                /** File path */
                path?: (string|null);

                /** File bytes */
                bytes?: (number|null);

                /** File sha256 */
                sha256?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a File. */
            type $Shape = hearsay.v1.File.$Properties;
        }
    }
}
