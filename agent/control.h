/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control.h: the codec of the control socket: what clients ask vferryd, what it answers, and what a crossing
 * says in between. schemas/control-1.schema.json says the same for other languages; docs/protocol.md tells
 * it as a story. Neighbours: vferryd/server.c and control_client.c carry the lines.
 *
 *   client -> daemon    {"jsonrpc":"2.0","id":1,"method":"migrate","params":{"domain":"router",...}}
 *   daemon -> client    {"jsonrpc":"2.0","method":"progress","params":{"request":1,"step":"copy",...}}
 *                       {"jsonrpc":"2.0","id":1,"result":{...}}
 *                       {"jsonrpc":"2.0","id":1,"error":{"code":13,"message":"...","data":"no-domain"}}
 *
 * The daemon says the same to the worker that runs a crossing, on the worker's standard input, and hears it
 * on its standard output.
 *
 * Both ways are strict: a member too many, missing or twice, a wrong type, a number or text out of its limits
 * and nesting too deep are refused with one sentence. What stands inside a result is left to whoever asked.
 * Lengths of texts are in characters. Pure: no sockets, clocks or threads; any thread, own structs.
 */
#ifndef VFERRY_CONTROL_H
#define VFERRY_CONTROL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crossing.h"
#include "err.h"

#define CONTROL_LINE_MAX  (2u << 20)         /* bytes of a line with its newline */
#define CONTROL_DEPTH_MAX 8                  /* nesting: a report's packet counters are the deepest */
#define CONTROL_ID_MAX    9007199254740991LL /* 2^53 - 1, either side of 0 */
#define CONTROL_TO_MAX    64                 /* destinations of an evacuation */

/* What JSON-RPC itself refuses; other codes of an error are an enum outcome. */
enum control_code {
	CONTROL_PARSE_ERROR = -32700,
	CONTROL_INVALID_REQUEST = -32600,
	CONTROL_UNKNOWN_METHOD = -32601,
	CONTROL_INVALID_PARAMS = -32602,
	CONTROL_INTERNAL_ERROR = -32603,
};

enum control_method {
	CONTROL_MIGRATE, /* carry a guest across -> report; progress in between */
	CONTROL_PREPARE, /* domain, vf, backup, prepare_s: off its VF, ready for any migration -> report */
	CONTROL_RESTORE, /* domain: back to a VF of this host -> report */
	CONTROL_ABORT,   /* domain: end its crossing in order -> the domain */
	CONTROL_RESUME,  /* uuid: finish the crossing of a journal -> report; from the daemon to its worker */
	CONTROL_SURVEY,  /* to: what hosts have and who is on them; from the daemon to its worker, survey.h */
	CONTROL_LIST,    /* -> the guests that the daemon watches */
	CONTROL_STATUS,  /* domain, source_uri -> what its guest library says */
	CONTROL_PAIRS,   /* domain, source_uri -> what libvirt says of its pairs */
	CONTROL_VFS,     /* -> the host's PFs and VFs */
	CONTROL_METRICS, /* -> OpenMetrics text */
	CONTROL_EVACUATE, /* to, dry_run, live...timeout_s: all guests to other hosts -> what became of each
	                   */
	CONTROL_METHODS
};

/* Chosen by who asks; every answer carries it. */
struct control_id {
	enum { CONTROL_ID_NONE, CONTROL_ID_NUMBER, CONTROL_ID_TEXT } kind;
	int64_t number; /* -CONTROL_ID_MAX..CONTROL_ID_MAX */
	char text[64];  /* 1..63 characters of printable ASCII */
};

/*
 * What is asked. Of the wish only what belongs to the method is looked at, and set. Strings and arrays are
 * borrowed: in a decoded request from what it holds itself, so that it may be moved, and cleared once.
 */
struct control_request {
	struct control_id id;
	enum control_method method;
	struct crossing_wish wish; /* domain of every method that has one; kind of those that cross */
	bool prepare_s_given;      /* prepare: the wish says how long; else the daemon's configuration does */
	const char *uuid;          /* resume: in lower case */
	const char *const *to;     /* evacuate, survey: URIs */
	unsigned int nto;
	bool dry_run; /* evacuate: tell, change nothing */
	json_t *json; /* held by a decoded request, as are owned's arrays */
	void *owned;
};

enum control_kind { CONTROL_PROGRESS, CONTROL_RESULT, CONTROL_ERROR };

/* What the daemon says. Strings are borrowed from json. */
struct control_message {
	enum control_kind kind;
	struct control_id id; /* of the request; NONE: an error for a request that had none */
	struct crossing_progress progress;
	const char *domain;   /* progress of an evacuation: of which guest; else NULL */
	const json_t *result; /* an object */
	int code;             /* error: an enum outcome that is not OUTCOME_OK, or an enum control_code */
	const char *message, *outcome; /* error: one sentence; the outcome's name, or NULL */
	json_t *json;
};

/* "migrate", ...; never NULL for a value of the enum. */
const char *control_method_name(enum control_method method);

/*
 * Reads one line (size bytes, without its '\n'; need not end in NUL) into *request; then
 * control_request_clear(). On failure *request needs no clearing, its id is what could be read of it, and
 * *err is a sentence for the answer: -EBADMSG no JSON, -EMSGSIZE a line too long, -EPROTO no request, -ENOSYS
 * an unknown method, -EINVAL wrong parameters, -ENOMEM. control_code_of() makes an error's code of those.
 */
int control_decode_request(const char *line, size_t size, struct control_request *request, struct err *err);
enum control_code control_code_of(int rc);
/* The same of a request that is one, and was not begun: -EBUSY; -EPERM, -EINVAL: it may not or cannot be. */
enum outcome control_outcome_of(int rc);
/* A zeroed and a cleared request are allowed. */
void control_request_clear(struct control_request *request);

/* The same for what the daemon says. 0; -EBADMSG, -EMSGSIZE or -ENOMEM, then nothing is to be cleared. */
int control_decode_message(const char *line, size_t size, struct control_message *message, struct err *err);
void control_message_clear(struct control_message *message);

/*
 * Each makes one line that ends in '\n' and NUL, for free(). NULL and *err when what is to be said is out of
 * its limits or the line is too long (nothing is cut but the texts of progress and of an error's message,
 * which are also cleaned of control characters), and when memory is out.
 */
char *control_encode_request(const struct control_request *request, struct err *err);
/* domain NULL: of the request's only guest. */
char *control_encode_progress(const struct control_id *id, const char *domain,
                              const struct crossing_progress *progress, struct err *err);
/* result: an object, borrowed. */
char *control_encode_result(const struct control_id *id, json_t *result, struct err *err);
/* code: as in struct control_message; it says the outcome's name. id NULL or NONE: the request had none. */
char *control_encode_error(const struct control_id *id, int code, const char *message, struct err *err);

#endif
