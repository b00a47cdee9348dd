/* SPDX-License-Identifier: BSD-3-Clause */
/* evacuate.c: `vferry evacuate`: has vferryd carry all guests of this host that have a pair to other hosts,
 * and shows how far it is. Who interrupts it no longer looks; the evacuation goes on. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ask.h"
#include "command.h"
#include "event.h"
#include "fleet_view.h"
#include "migrate.h"
#include "show.h"

#define REDRAW_US 200000

struct evacuate {
	const char *to, *json;
	bool dry_run, persistent, undefine_source, require_vf;
	uint64_t bandwidth, timeout;
};

#define AT(member) offsetof(struct evacuate, member)

const struct operand_spec evacuate_operands[] = {{0}};

const struct option_spec evacuate_options[] = {
        {"to", 0, OPTION_TEXT, AT(to), "URI[,URI...]", 0, 0,
         "libvirt URIs of the destinations; must be given"},
        {"dry-run", 0, OPTION_FLAG, AT(dry_run), NULL, 0, 0, "tell who would go where, and change nothing"},
        {"persistent", 0, OPTION_FLAG, AT(persistent), NULL, 0, 0, "define the domains on the destinations"},
        {"undefinesource", 0, OPTION_FLAG, AT(undefine_source), NULL, 0, 0,
         "undefine the domains on this host"},
        {"bandwidth", 0, OPTION_NUMBER, AT(bandwidth), "MIB/S", 0, MIGRATE_BANDWIDTH_MAX,
         "limit of each copy; 0: none"},
        {"timeout", 0, OPTION_NUMBER, AT(timeout), "SECONDS", 0, MIGRATE_TIMEOUT_MAX,
         "pause a guest when its copy takes longer; 0: never"},
        {"require-vf", 0, OPTION_FLAG, AT(require_vf), NULL, 0, 0, "no guest goes where it gets no VF"},
        {"json", 0, OPTION_TEXT, AT(json), "FILE", 0, 0,
         "write what became of each guest; - is standard output"},
        {0},
};

/* Where the table stands. */
struct board {
	struct fleet_view view;
	bool terminal;
	unsigned int lines; /* of the table that stands there; the cursor is below */
	uint64_t drawn_us;
};

static void
wipe(struct board *board)
{
	if (board->lines)
		fprintf(stderr, "\033[%uA\033[J", board->lines);
	board->lines = 0;
}

static void
draw(struct board *board)
{
	struct winsize size = {0};
	unsigned int rows = 20;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 4)
		rows = size.ws_row - 4u;
	wipe(board);
	board->lines = fleet_view_print(&board->view, rows, stderr);
	board->drawn_us = event_now_us();
}

static void
show(struct board *board, const struct control_message *message)
{
	char text[1024];
	bool changed = fleet_view_hear(&board->view, message, text, sizeof(text));

	if (text[0] && (!board->terminal || !message->domain)) {
		wipe(board);
		fprintf(stderr, "%s\n", text);
	}
	if (board->terminal && board->view.n && (changed || event_now_us() - board->drawn_us >= REDRAW_US))
		draw(board);
}

static int
send_request(struct control_client *daemon, const struct control_request *request, struct err *err)
{
	char *line = control_encode_request(request, err);
	int ret = line ? control_client_send(daemon, line, err) : err->code;

	free(line);
	return ret;
}

/* Until the answer is there. The exit code, with *result when it is one. */
static int
follow(struct control_client *daemon, struct board *board, json_t **result, struct err *err)
{
	struct control_message message;
	int code = OUTCOME_OK;

	while (!*result && code == OUTCOME_OK) {
		if (control_client_next(daemon, UINT64_MAX, NULL, NULL, &message, err) < 0) {
			err_wrap(err, "vferryd is gone; it goes on with the evacuation when it is back");
			return OUTCOME_ERROR;
		}
		if (message.kind == CONTROL_PROGRESS) {
			show(board, &message);
		} else if (message.kind == CONTROL_RESULT) {
			*result = json_incref((json_t *)message.result);
		} else {
			code = message.code > 0 ? message.code : OUTCOME_ERROR;
			err_set(err, -EIO, "%s", message.message);
		}
		control_message_clear(&message);
	}
	return code;
}

static int
ask_for(const struct control_request *request, json_t **result, struct err *err)
{
	static char host[65];
	struct board board = {.view.from = host};
	struct control_client *daemon = ask_daemon();
	const char *term = getenv("TERM");
	int code = OUTCOME_ERROR;

	(void)gethostname(host, sizeof(host) - 1);
	board.terminal = isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
	if (!daemon) {
		err_set(err, -ENOENT,
		        "no vferryd answers on this host, or not to this user, and this needs it: start it");
		return OUTCOME_ERROR;
	}
	if (send_request(daemon, request, err) == 0)
		code = follow(daemon, &board, result, err);
	control_client_close(daemon);
	wipe(&board);
	fleet_view_clear(&board.view);
	return code;
}

/* Cuts text at its commas. How many parts; CONTROL_TO_MAX + 1: too many. */
static unsigned int
split(char *text, const char *to[])
{
	unsigned int n = 0;

	for (char *uri = strtok(text, ","); uri && n <= CONTROL_TO_MAX; uri = strtok(NULL, ","))
		if (n++ < CONTROL_TO_MAX)
			to[n - 1] = uri;
	return n;
}

static int
evacuate(const struct evacuate *words, unsigned int n, const char *const to[])
{
	const struct control_request request = {
	        .id = {.kind = CONTROL_ID_NUMBER, .number = 1},
	        .method = CONTROL_EVACUATE,
	        .to = to,
	        .nto = n,
	        .dry_run = words->dry_run,
	        .wish = {.live = true,
	                 .persistent = words->persistent,
	                 .undefine_source = words->undefine_source,
	                 .require_vf = words->require_vf,
	                 .bandwidth_mib = words->bandwidth,
	                 .timeout_s = (uint32_t)words->timeout},
	};
	struct err err = {0};
	json_t *result = NULL;
	int code = ask_for(&request, &result, &err);

	if (!result)
		return command_fail(code, "%s", err.text);
	code = fleet_result_code(result);
	if (!words->json || strcmp(words->json, "-") != 0)
		fleet_result_print(result, stdout);
	if (words->json && report_write(result, words->json, &err) < 0)
		code = command_fail(code == OUTCOME_OK ? OUTCOME_ERROR : code, "%s", err.text);
	json_decref(result);
	if (show_end() != OUTCOME_OK && code == OUTCOME_OK)
		code = OUTCOME_ERROR;
	return code;
}

int
evacuate_run(const struct command *command, int argc, char **argv)
{
	const char *to[CONTROL_TO_MAX];
	struct evacuate words = {0};
	unsigned int n = 0;
	char *list;
	int code;

	if (!command_parse(command, argc, argv, &words, &code))
		return code;
	list = words.to ? strdup(words.to) : NULL;
	if (list)
		n = split(list, to);
	if (n == 0 || n > CONTROL_TO_MAX)
		code = command_fail(
		        OUTCOME_USAGE,
		        "evacuate: --to must name 1 to %d destinations; see 'vferry evacuate --help'",
		        CONTROL_TO_MAX);
	else
		code = evacuate(&words, n, to);
	free(list);
	return code;
}
