/* SPDX-License-Identifier: BSD-3-Clause */
/* vferryd.c: see vferryd.h. */
#include "vferryd.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clock.h"
#include "control_client.h"
#include "vferryd/snapshot.h"

#define START_MS 10000
#define POLL_MS  20

int
vferryd_prepare(struct vferryd *vferryd, const struct lab *lab, const struct host *host, struct err *err)
{
	FILE *file;

	*vferryd = (struct vferryd){.lab = lab, .host = host};
	/* Where libvirt's hook on the host finds it, too. */
	snprintf(vferryd->config, sizeof(vferryd->config), "%s/conf", host->dir);
	if (mkdir(vferryd->config, 0755) < 0 && errno != EEXIST)
		return err_set(err, -errno, "cannot make %s: %s", vferryd->config, strerror(errno));
	snprintf(vferryd->config, sizeof(vferryd->config), "%s/conf/vferryd.conf", host->dir);
	snprintf(vferryd->socket, sizeof(vferryd->socket), "%s/vferryd.sock", host->dir);
	snprintf(vferryd->state, sizeof(vferryd->state), "%s/vferryd", host->dir);
	file = fopen(vferryd->config, "w");
	if (file == NULL)
		return err_set(err, -errno, "cannot write %s: %s", vferryd->config, strerror(errno));
	fprintf(file,
	        "uri: %s\nsocket: {path: %s, group: root, hook: %s/hook.sock}\nstate: %s\n"
	        "metrics_file: %s/vferryd.prom\n",
	        host->uri, vferryd->socket, host->dir, vferryd->state, host->dir);
	if (fclose(file) != 0)
		return err_set(err, -errno, "cannot write %s: %s", vferryd->config, strerror(errno));
	return 0;
}

static bool
answers(const struct vferryd *vferryd)
{
	struct control_client *client;
	struct err ignored;

	if (control_client_open(vferryd->socket, &client, &ignored) < 0)
		return false;
	control_client_close(client);
	return true;
}

int
vferryd_start(struct vferryd *vferryd, struct err *err)
{
	uint64_t deadline = clock_us() + START_MS * 1000ull;
	char program[512], log[512];
	const char *argv[] = {"sh", "-c", "exec \"$0\" --config \"$1\" >> \"$2\" 2>&1", program, NULL,
	                      log,  NULL};
	int code;

	argv[4] = vferryd->config;
	snprintf(program, sizeof(program), "%s/vferryd", vferryd->lab->build);
	snprintf(log, sizeof(log), "%s/qemu-tests/logs/vferryd-%s.log", vferryd->lab->build,
	         vferryd->host->name);
	code = run_start(&vferryd->run, argv, err);
	if (code < 0) {
		vferryd->run.pid = 0;
		return code;
	}
	while (!answers(vferryd)) {
		if (clock_us() > deadline) {
			vferryd_kill(vferryd);
			return err_set(err, -ETIMEDOUT, "vferryd of %s does not answer after %d s: see %s",
			               vferryd->host->name, START_MS / 1000, log);
		}
		clock_sleep_ms(POLL_MS);
	}
	return 0;
}

void
vferryd_kill(struct vferryd *vferryd)
{
	if (vferryd->run.pid > 0)
		run_kill(&vferryd->run);
	vferryd->run.pid = 0;
}

/* The file's first bytes, as a text; "" when it cannot be read. */
static void
read_start(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "r");

	text[file == NULL ? 0 : fread(text, 1, size - 1, file)] = '\0';
	if (file != NULL)
		fclose(file);
}

/* A worker keeps the configuration of its vferryd, which names the socket that no other one has. */
static bool
is_worker(const struct vferryd *vferryd, const char *pid)
{
	char path[300], words[64] = {0}, config[4096];

	snprintf(path, sizeof(path), "/proc/%s/cmdline", pid);
	read_start(path, words, sizeof(words));
	/* A NUL is behind each word. */
	if (strcmp(words + strlen(words) + 1, "--crossing") != 0)
		return false;
	snprintf(path, sizeof(path), "/proc/%s/fd/%d", pid, SNAPSHOT_FD);
	read_start(path, config, sizeof(config));
	return strstr(config, vferryd->socket) != NULL;
}

unsigned int
vferryd_kill_workers(const struct vferryd *vferryd)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	unsigned int n = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (strspn(entry->d_name, "0123456789") == strlen(entry->d_name) &&
		    is_worker(vferryd, entry->d_name)) {
			kill((pid_t)strtol(entry->d_name, NULL, 10), SIGKILL);
			n++;
		}
	if (dir != NULL)
		closedir(dir);
	return n;
}

unsigned int
vferryd_journals(const struct vferryd *vferryd)
{
	DIR *dir = opendir(vferryd->state);
	struct dirent *entry;
	unsigned int n = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		n += strstr(entry->d_name, ".journal") != NULL;
	if (dir != NULL)
		closedir(dir);
	return n;
}
