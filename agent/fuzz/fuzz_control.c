/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_control.c: a line of the control socket, as a request and as what the daemon says. Whatever comes: it
 * is refused with a code that JSON-RPC has, and that answer can be given; or what was read is within its
 * limits, and is written as a line that reads the same. Neighbours: schemas/fuzz/fuzz_wire.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "fuzz/fuzz.h"
#include "report.h"

static void
check_id(const struct control_id *id)
{
	FUZZ_HOLDS(id->kind != CONTROL_ID_NUMBER ||
	           (id->number >= -CONTROL_ID_MAX && id->number <= CONTROL_ID_MAX));
	if (id->kind != CONTROL_ID_TEXT)
		return;
	FUZZ_HOLDS(id->text[0] && memchr(id->text, '\0', sizeof(id->text)));
	for (const char *c = id->text; *c; c++)
		FUZZ_HOLDS(*c >= ' ' && *c <= '~');
}

static bool
is_same_id(const struct control_id *one, const struct control_id *other)
{
	return one->kind == other->kind && one->number == other->number &&
	       strcmp(one->text, other->text) == 0;
}

/* Texts end up in logs and on terminals. NULL: there is none. */
static void
check_text(const char *text, size_t max)
{
	if (!text)
		return;
	FUZZ_HOLDS(strlen(text) <= 4 * max);
	for (const char *c = text; *c; c++)
		FUZZ_HOLDS((unsigned char)*c >= ' ' && *c != 0x7f);
}

static void
check_wish(const struct crossing_wish *wish)
{
	check_text(wish->source_uri, 255);
	check_text(wish->destination_uri, 255);
	check_text(wish->migrate_uri, 255);
	check_text(wish->domain, 255);
	check_text(wish->vf, 63);
	check_text(wish->backup, 63);
	FUZZ_HOLDS(wish->ndest_vfs <= REPORT_PAIRS_MAX && wish->bandwidth_mib <= CONTROL_ID_MAX);
	for (unsigned int i = 0; i < wish->ndest_vfs; i++) {
		const struct crossing_dest_vf *vf = &wish->dest_vfs[i];

		FUZZ_HOLDS(!vf->mac || (vf->mac[0] && fuzz_is_mac(vf->mac)));
		FUZZ_HOLDS(vf->xml[0]);
	}
}

/* What a client is told: it must reach it, with the id that it chose. */
static void
check_refusal(const struct control_request *request, int rc, const struct err *why)
{
	struct control_message message;
	struct err err = {0};
	char *line = control_encode_error(&request->id, (int)control_code_of(rc), why->text, &err);

	/* By then it was read. */
	FUZZ_HOLDS(request->id.kind != CONTROL_ID_NONE || (rc != -EINVAL && rc != -ENOSYS));
	FUZZ_HOLDS(!request->json && !request->owned && control_code_of(rc) != CONTROL_INTERNAL_ERROR);
	FUZZ_HOLDS(line);
	FUZZ_HOLDS(control_decode_message(line, strlen(line) - 1, &message, &err) == 0);
	FUZZ_HOLDS(message.kind == CONTROL_ERROR && is_same_id(&message.id, &request->id));
	control_message_clear(&message);
	free(line);
}

static char *
write_request(const struct control_request *request)
{
	struct err err = {0};
	char *line = control_encode_request(request, &err);

	FUZZ_HOLDS(line);
	FUZZ_HOLDS(strchr(line, '\n') == line + strlen(line) - 1 && strlen(line) <= CONTROL_LINE_MAX);
	return line;
}

static void
check_request(const char *text, size_t size)
{
	struct control_request request, again;
	struct err err = {0};
	int rc = control_decode_request(text, size, &request, &err);
	char *line, *same;

	FUZZ_CODE(rc, &err, -EBADMSG, -EMSGSIZE, -EPROTO, -ENOSYS, -EINVAL);
	check_id(&request.id);
	if (rc < 0) {
		check_refusal(&request, rc, &err);
		return;
	}
	FUZZ_HOLDS(request.method < CONTROL_METHODS && request.nto <= CONTROL_TO_MAX);
	check_wish(&request.wish);
	for (unsigned int i = 0; i < request.nto; i++)
		check_text(request.to[i], 255);
	line = write_request(&request);
	FUZZ_HOLDS(control_decode_request(line, strlen(line) - 1, &again, &err) == 0);
	same = write_request(&again);
	FUZZ_HOLDS(strcmp(line, same) == 0);
	FUZZ_HOLDS(is_same_id(&request.id, &again.id) && request.method == again.method);
	control_request_clear(&request);
	control_request_clear(&again);
	free(line);
	free(same);
}

/* A result is held by the message that it came with. */
static char *
write_message(const struct control_message *message)
{
	struct err err = {0};
	char *line = NULL;

	switch (message->kind) {
	case CONTROL_PROGRESS:
		line = control_encode_progress(&message->id, message->domain, &message->progress, &err);
		break;
	case CONTROL_RESULT:
		line = control_encode_result(&message->id, json_object_get(message->json, "result"), &err);
		break;
	case CONTROL_ERROR:
		line = control_encode_error(&message->id, message->code, message->message, &err);
		break;
	}
	FUZZ_HOLDS(line);
	FUZZ_HOLDS(strchr(line, '\n') == line + strlen(line) - 1);
	return line;
}

/* Written for the first time, long words may be cut; for the second time, they are what they were. */
static void
check_message(const char *text, size_t size)
{
	struct control_message message, again;
	struct err err = {0};
	int rc = control_decode_message(text, size, &message, &err);
	char *line, *same;

	FUZZ_CODE(rc, &err, -EBADMSG, -EMSGSIZE);
	if (rc < 0) {
		FUZZ_HOLDS(!message.json);
		return;
	}
	check_id(&message.id);
	check_text(message.message, 383);
	check_text(message.outcome, 63);
	check_text(message.domain, 255);
	check_text(message.progress.note, 255);
	line = write_message(&message);
	FUZZ_HOLDS(control_decode_message(line, strlen(line) - 1, &again, &err) == 0);
	same = write_message(&again);
	FUZZ_HOLDS(strcmp(line, same) == 0);
	FUZZ_HOLDS(message.kind == again.kind && message.code == again.code);
	FUZZ_HOLDS(is_same_id(&message.id, &again.id));
	control_message_clear(&message);
	control_message_clear(&again);
	free(line);
	free(same);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1); /* neither NUL nor newline counts */

	FUZZ_HOLDS(line);
	if (size > 0)
		memcpy(line, data, size);
	line[size] = '\n';
	check_request(line, size);
	check_message(line, size);
	free(line);
	return 0;
}
