/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * prober.c: the first and only program of the guests in which igb_uio is tried. It reads commands, one in a
 * line, from the second serial port and answers each with "ok TEXT" or "no TEXT". What is done in which
 * order, and what should come of it, is the host's business: removals.c and promises.c. Neighbour: prober.h.
 */
#include "prober.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define LINE  512
#define WORDS 8

static int kmsg = -1;

const char *
error_name(int code)
{
	return strerrorname_np(code);
}

void
sleep_ms(unsigned int ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

	nanosleep(&t, NULL);
}

int
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), code = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		code = errno;
	close(fd);
	return code;
}

void
read_file(const char *path, char *line, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, line, size - 1);

	line[n < 0 ? 0 : n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	if (fd >= 0)
		close(fd);
}

bool
wait_path(const char *path, bool there)
{
	for (unsigned int i = 0; i < WAIT_MS; i++) {
		if ((access(path, F_OK) == 0) == there)
			return true;
		sleep_ms(1);
	}
	return false;
}

/* load FILE [PARAMETER]... */
static bool
load(int argc, char **argv, char *answer, size_t size)
{
	int fd = argc < 2 ? -1 : open(argv[1], O_RDONLY | O_CLOEXEC);
	char parameters[LINE] = "";
	long code;

	for (int i = 2; i < argc; i++)
		snprintf(parameters + strlen(parameters), sizeof(parameters) - strlen(parameters), "%s ",
		         argv[i]);
	code = syscall(SYS_finit_module, fd, parameters, 0);
	snprintf(answer, size, "%s", code == 0 ? "" : error_name(errno));
	close(fd);
	return code == 0;
}

/* enter FOLDER: where load looks for a name without one. */
static bool
enter(int argc, char **argv, char *answer, size_t size)
{
	(void)size;
	answer[0] = '\0';
	return argc == 2 && chdir(argv[1]) == 0;
}

/* unload NAME */
static bool
unload(int argc, char **argv, char *answer, size_t size)
{
	long code = argc < 2 ? -1 : syscall(SYS_delete_module, argv[1], O_NONBLOCK);

	snprintf(answer, size, "%s", code == 0 ? "" : error_name(errno));
	return code == 0;
}

/* write FILE TEXT */
static bool
write_command(int argc, char **argv, char *answer, size_t size)
{
	int code = argc < 3 ? EINVAL : write_file(argv[1], argv[2]);

	snprintf(answer, size, "%s", code == 0 ? "" : error_name(code));
	return code == 0;
}

/* read FILE */
static bool
read_command(int argc, char **argv, char *answer, size_t size)
{
	if (argc < 2 || access(argv[1], R_OK) != 0)
		return false;
	read_file(argv[1], answer, size);
	return true;
}

/* gone PATH, there PATH */
static bool
path_command(int argc, char **argv, char *answer, size_t size)
{
	bool there = strcmp(argv[0], "there") == 0;

	snprintf(answer, size, "%s", argc < 2 ? "" : argv[1]);
	return argc == 2 && wait_path(argv[1], there);
}

/* interrupts: how many lines of /proc/interrupts name igb_uio. */
static bool
interrupts(int argc, char **argv, char *answer, size_t size)
{
	FILE *f = fopen("/proc/interrupts", "re");
	unsigned int n = 0;
	char line[LINE];

	(void)argc, (void)argv;
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		n += strstr(line, "igb_uio") != NULL;
	if (f != NULL)
		fclose(f);
	snprintf(answer, size, "%u", n);
	return f != NULL;
}

/* log: the first line of the kernel's log since the last call that no healthy kernel writes. */
static bool
log_command(int argc, char **argv, char *answer, size_t size)
{
	static const char *const bad[] = {"WARNING",
	                                  "BUG",
	                                  "Oops",
	                                  "Call Trace",
	                                  "use-after-free",
	                                  "KASAN",
	                                  "oison",
	                                  "general protection",
	                                  "Redzone",
	                                  "Object already free",
	                                  "nobody cared",
	                                  "Trying to free",
	                                  "INFO: task",
	                                  "refcount_t",
	                                  "unable to handle",
	                                  "lockdep"};
	char line[1024];
	ssize_t n;

	(void)argc, (void)argv;
	answer[0] = '\0';
	while ((n = read(kmsg, line, sizeof(line) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		const char *text;

		line[n < 0 ? 0 : n] = '\0';
		text = strchr(line, ';');
		for (size_t i = 0; text != NULL && answer[0] == '\0' && i < sizeof(bad) / sizeof(bad[0]); i++)
			if (strstr(text, bad[i]) != NULL)
				snprintf(answer, size, "%.*s", (int)strcspn(text + 1, "\n"), text + 1);
	}
	return answer[0] == '\0';
}

static const struct {
	const char *name;
	command *run;
} commands[] = {
        {"enter", enter},
        {"load", load},
        {"unload", unload},
        {"write", write_command},
        {"read", read_command},
        {"gone", path_command},
        {"there", path_command},
        {"interrupts", interrupts},
        {"log", log_command},
        {"bind", device_bind},
        {"open", device_open},
        {"event", device_event},
        {"silence", device_silence},
        {"use", device_use},
        {"peek", device_peek},
        {"close", device_close},
        {"kind", pci_kind},
        {"master", pci_master},
        {"vanish", pci_vanish},
        {"return", pci_return},
        {"reader", reader_start},
        {"woken", reader_woken},
        {"hammer", reader_hammer},
};

static void
serve(char *line, char *answer, size_t size)
{
	char *argv[WORDS] = {NULL}, *save = NULL;
	int argc = 0;

	for (char *word = strtok_r(line, " \n", &save); word != NULL && argc < WORDS;
	     word = strtok_r(NULL, " \n", &save))
		argv[argc++] = word;
	for (size_t i = 0; argc > 0 && i < sizeof(commands) / sizeof(commands[0]); i++) {
		char text[LINE] = "";

		if (strcmp(argv[0], commands[i].name) != 0)
			continue;
		if (commands[i].run(argc, argv, text, sizeof(text)))
			snprintf(answer, size, "ok %s", text);
		else
			snprintf(answer, size, "no %s", text);
		return;
	}
	snprintf(answer, size, "no such command");
}

int
main(void)
{
	char line[LINE], answer[LINE + 8];
	struct termios raw;
	FILE *port;

	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	port = fopen("/dev/ttyS1", "r+e");
	if (port == NULL || tcgetattr(fileno(port), &raw) != 0)
		return 1;
	cfmakeraw(&raw);
	tcsetattr(fileno(port), TCSANOW, &raw);
	fprintf(port, "ok here\n");
	while (fflush(port) == 0 && fgets(line, sizeof(line), port) != NULL) {
		serve(line, answer, sizeof(answer));
		fseek(port, 0, SEEK_CUR);
		fprintf(port, "%s\n", answer);
	}
	reboot(RB_POWER_OFF);
	return 1;
}
