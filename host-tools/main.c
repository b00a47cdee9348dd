/* SPDX-License-Identifier: BSD-3-Clause */
/* main.c: vferry, the command line. Everything else is in command.c, where tests can call it. */
#include <locale.h>

#include "command.h"

int
main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "");
	return command_main(argc, argv);
}
