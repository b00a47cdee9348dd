/* SPDX-License-Identifier: BSD-3-Clause */
/* test_command.c: the tables of commands, options and outcomes, and the words that they read. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../command.h"
#include "../migrate.h"
#include "tests/unit.h"

static void
tables_are_sound(void)
{
	for (const struct command *c = commands; c->name; c++) {
		unsigned int n = 0;

		CU_ASSERT_PTR_NOT_NULL(c->run);
		for (const struct option_spec *o = c->options; o->name; o++, n++) {
			CU_ASSERT_PTR_NOT_NULL(o->text);
			CU_ASSERT_EQUAL(o->value == NULL, o->kind == OPTION_FLAG);
			CU_ASSERT_EQUAL(o->max > o->min, o->kind == OPTION_NUMBER);
			for (const struct option_spec *p = o + 1; p->name; p++)
				CU_ASSERT_STRING_NOT_EQUAL(o->name, p->name);
		}
		CU_ASSERT_TRUE(n < OPTIONS_MAX);
	}
}

static void
outcomes_have_names_of_their_own(void)
{
	for (int i = OUTCOME_OK; i <= OUTCOME_LOST; i++)
		for (int j = i + 1; j <= OUTCOME_LOST; j++)
			if (strcmp(outcome_name(i), "error") != 0 && strcmp(outcome_name(j), "error") != 0)
				CU_ASSERT_STRING_NOT_EQUAL(outcome_name(i), outcome_name(j));
	CU_ASSERT_STRING_EQUAL(outcome_name(OUTCOME_OK), "ok");
	CU_ASSERT_STRING_EQUAL(outcome_name(OUTCOME_THERE_ON_BACKUP), "there-on-backup");
	CU_ASSERT_STRING_EQUAL(outcome_name(OUTCOME_ERROR), "error");
}

/* Splits line at blanks and reads it as the words of migrate. */
static bool
parse(const char *line, struct migrate *migrate, int *code)
{
	static char copy[512];
	char *argv[40];
	int argc = 0;

	snprintf(copy, sizeof(copy), "%s", line);
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	*migrate = (struct migrate){0};
	return command_parse(&commands[0], argc, argv, migrate, code);
}

static void
migrate_reads_every_option(void)
{
	struct migrate m;
	int code;

	CU_ASSERT_TRUE(parse(
	        "migrate -c src --live --p2p --persistent --undefinesource --bandwidth 100 --timeout 30 "
	        "--migrateuri tcp://x --vf ua-vf0 --backup ua-b0 --dest-vf d.xml --dest-vf "
	        "52:54:00:00:00:01=e.xml --require-vf "
	        "--json r.json dom dst",
	        &m, &code));
	CU_ASSERT_STRING_EQUAL(m.wish.source_uri, "src");
	CU_ASSERT_STRING_EQUAL(m.wish.domain, "dom");
	CU_ASSERT_STRING_EQUAL(m.wish.destination_uri, "dst");
	CU_ASSERT_STRING_EQUAL(m.wish.migrate_uri, "tcp://x");
	CU_ASSERT_STRING_EQUAL(m.wish.vf, "ua-vf0");
	CU_ASSERT_STRING_EQUAL(m.wish.backup, "ua-b0");
	CU_ASSERT_EQUAL_FATAL(m.dest_vf.n, 2);
	CU_ASSERT_STRING_EQUAL(m.dest_vf.text[0], "d.xml");
	CU_ASSERT_STRING_EQUAL(m.dest_vf.text[1], "52:54:00:00:00:01=e.xml");
	CU_ASSERT_STRING_EQUAL(m.json, "r.json");
	CU_ASSERT_TRUE(m.wish.live && m.wish.p2p && m.wish.persistent && m.wish.undefine_source &&
	               m.wish.require_vf);
	CU_ASSERT_EQUAL(m.bandwidth, 100);
	CU_ASSERT_EQUAL(m.timeout, 30);
}

static void
migrate_leaves_out_what_is_not_given(void)
{
	struct migrate m;
	int code;

	CU_ASSERT_TRUE(parse("migrate dom dst", &m, &code));
	CU_ASSERT_PTR_NULL(m.wish.source_uri);
	CU_ASSERT_PTR_NULL(m.wish.vf);
	CU_ASSERT_EQUAL(m.dest_vf.n, 0);
	CU_ASSERT_FALSE(m.wish.p2p || m.wish.persistent || m.wish.undefine_source || m.wish.require_vf);
	CU_ASSERT_EQUAL(m.bandwidth + m.timeout, 0);
}

/* What the program prints on standard error for a command line; *code is what it returns. */
static char *
complaint(char **argv, int *code)
{
	static char text[1024];
	int argc = 0, saved = dup(STDERR_FILENO);
	FILE *file = tmpfile();
	size_t n;

	while (argv[argc])
		argc++;
	dup2(fileno(file), STDERR_FILENO);
	*code = command_main(argc, argv);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	fclose(file);
	return text;
}

/* The words end with a NULL. */
#define COMPLAINT(code, ...) complaint((char *[]){(char *)"vferry", __VA_ARGS__}, code)

static void
bad_words_are_one_line_and_code_2(void)
{
	char first[] = "migrate", one[] = "dom", two[] = "dst", option[] = "--timeout=x", odd[] = "fer\033ry";
	const char *text;
	int code;

	text = COMPLAINT(&code, NULL);
	CU_ASSERT_STRING_EQUAL(text, "vferry: a command is missing; see 'vferry --help'\n");
	CU_ASSERT_EQUAL(code, OUTCOME_USAGE);
	text = COMPLAINT(&code, odd, NULL);
	CU_ASSERT_STRING_EQUAL(text, "vferry: unknown command 'fer?ry'; see 'vferry --help'\n");
	CU_ASSERT_EQUAL(code, OUTCOME_USAGE);
	text = COMPLAINT(&code, option, NULL);
	CU_ASSERT_STRING_EQUAL(text, "vferry: unknown option '--timeout=x'; see 'vferry --help'\n");
	CU_ASSERT_EQUAL(code, OUTCOME_USAGE);
	text = COMPLAINT(&code, first, one, two, option, NULL);
	CU_ASSERT_STRING_EQUAL(
	        text, "vferry: migrate: --timeout takes a whole number from 0 to 2147483, not 'x'; see "
	              "'vferry migrate --help'\n");
	CU_ASSERT_EQUAL(code, OUTCOME_USAGE);
}

static void
bad_files_are_found_before_the_crossing(void)
{
	char first[] = "migrate", one[] = "dom", two[] = "dst", device[] = "--dest-vf=/nowhere/d.xml",
	     json[] = "--json=/nowhere/r.json";
	const char *text;
	int code;

	text = COMPLAINT(&code, first, one, two, device, NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "--dest-vf: cannot open /nowhere/d.xml"));
	CU_ASSERT_EQUAL(code, OUTCOME_BAD_DEST_VF);
	text = COMPLAINT(&code, first, one, two, json, NULL);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "--json: cannot write /nowhere/r.json"));
	CU_ASSERT_EQUAL(code, OUTCOME_USAGE);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "name a file that can be written"));
}

static void
an_unreadable_device_leaves_no_report(void)
{
	char first[] = "migrate", one[] = "dom", two[] = "dst", device[] = "--dest-vf=/nowhere/d.xml",
	     folder[] = "/tmp/vferry-test-XXXXXX", path[64], json[80];
	int code;

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/r.json", folder);
	snprintf(json, sizeof(json), "--json=%s", path);
	(void)COMPLAINT(&code, first, one, two, device, json, NULL);
	CU_ASSERT_EQUAL(code, OUTCOME_BAD_DEST_VF);
	CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
	(void)unlink(path);
	(void)rmdir(folder);
}

static const struct unit_test tests[] = {
        {"tables are sound", tables_are_sound},
        {"outcomes have names of their own", outcomes_have_names_of_their_own},
        {"migrate reads every option", migrate_reads_every_option},
        {"migrate leaves out what is not given", migrate_leaves_out_what_is_not_given},
        {"bad words are one line and code 2", bad_words_are_one_line_and_code_2},
        {"bad files are found before the crossing", bad_files_are_found_before_the_crossing},
        {"an unreadable device leaves no report", an_unreadable_device_leaves_no_report},
};

UNIT_MAIN("command", tests)
