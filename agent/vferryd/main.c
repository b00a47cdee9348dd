/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * main.c: vferryd: reads its words and its configuration, then is the daemon (daemon.h) or, started by that,
 * the process of one crossing (worker.h).
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "vferryd/config.h"
#include "vferryd/daemon.h"
#include "vferryd/snapshot.h"
#include "vferryd/worker.h"

static int
help(FILE *out, int code)
{
	fprintf(out, "usage: vferryd [--config FILE]\n\n"
	             "Runs in the foreground until SIGTERM; SIGHUP reads the configuration again.\n\n"
	             "options:\n"
	             "  -c, --config FILE   " CONFIG_PATH "\n"
	             "      --check         read the configuration, say what is wrong with it, and end\n"
	             "  -h, --help\n"
	             "  -V, --version\n");
	return code;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
	        {"config", required_argument, NULL, 'c'}, {"check", no_argument, NULL, 'k'},
	        {"crossing", no_argument, NULL, 'x'},     {"help", no_argument, NULL, 'h'},
	        {"version", no_argument, NULL, 'V'},      {0}};
	static const char *const worker[] = {"/proc/self/exe", "--crossing", "--config", SNAPSHOT_PATH, NULL};
	const char *file = NULL;
	bool check = false, crossing = false;
	struct config config = {0};
	struct err err = {0};
	int option;

	while ((option = getopt_long(argc, argv, "c:hV", options, NULL)) != -1) {
		if (option == 'c')
			file = optarg;
		else if (option == 'k')
			check = true;
		else if (option == 'x')
			crossing = true;
		else if (option == 'V')
			return printf("vferryd %s\n", VFERRY_VERSION) < 0;
		else
			return help(option == 'h' ? stdout : stderr, option == 'h' ? 0 : 2);
	}
	if (optind < argc)
		return help(stderr, 2);
	/* The daemon keeps what it has read for its workers. */
	if ((check || crossing ? config_read : snapshot_read)(file, &config, &err) < 0) {
		fprintf(stderr, "vferryd: %s\n", err.text);
		return 1;
	}
	if (check) {
		config_clear(&config);
		return 0;
	}
	if (crossing) {
		int code = worker_main(&config);

		config_clear(&config);
		return code;
	}
	return daemon_run(&config, file, worker);
}
