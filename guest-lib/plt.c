/* SPDX-License-Identifier: BSD-3-Clause */
/* plt.c: see plt.h. The loader holds its lock around dl_iterate_phdr()'s callbacks: no object goes away
 * meanwhile, and two calls of plt_hook() never open and close the same page at once. */
#include "plt.h"

#include <errno.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)
#define RELOC_SLOT  R_X86_64_JUMP_SLOT
#define RELOC_ENTRY R_X86_64_GLOB_DAT
#elif defined(__aarch64__)
#define RELOC_SLOT  R_AARCH64_JUMP_SLOT
#define RELOC_ENTRY R_AARCH64_GLOB_DAT
#else
#error "which relocations fill the global offset table here?"
#endif

struct hook {
	const char *symbol;
	uintptr_t own;
	size_t page;
	int changed; /* entries so far */
	int code;    /* negative errno of the first failure */
	struct err *err;
};

struct relocations {
	const Elf64_Rela *rows;
	size_t size;
};

struct object {
	const char *path;
	uintptr_t base;
	uintptr_t sealed, sealed_end; /* what the loader has made read-only */
	const Elf64_Sym *symbols;
	const char *names;
	struct relocations calls, data; /* the table of the PLT, and all others */
};

/* False for an object without relocations by symbol (the vDSO), whose addresses the loader leaves as they
 * are. */
static bool
read_dynamic(struct object *object, const Elf64_Dyn *dynamic)
{
	for (; dynamic->d_tag != DT_NULL; dynamic++) {
		/* NOLINTBEGIN(performance-no-int-to-ptr): the loader keeps addresses as integers */
		if (dynamic->d_tag == DT_SYMTAB)
			object->symbols = (const void *)dynamic->d_un.d_ptr;
		else if (dynamic->d_tag == DT_STRTAB)
			object->names = (const void *)dynamic->d_un.d_ptr;
		else if (dynamic->d_tag == DT_JMPREL)
			object->calls.rows = (const void *)dynamic->d_un.d_ptr;
		else if (dynamic->d_tag == DT_PLTRELSZ)
			object->calls.size = dynamic->d_un.d_val;
		else if (dynamic->d_tag == DT_RELA)
			object->data.rows = (const void *)dynamic->d_un.d_ptr;
		else if (dynamic->d_tag == DT_RELASZ)
			object->data.size = dynamic->d_un.d_val;
		/* NOLINTEND(performance-no-int-to-ptr) */
	}
	return object->symbols && object->names && (object->calls.size || object->data.size);
}

/* Fills *object. False when there is nothing to change in it. */
static bool
read_object(struct object *object, const struct dl_phdr_info *info, size_t page)
{
	uintptr_t self = (uintptr_t)&plt_hook;
	const Elf64_Dyn *dynamic = NULL;

	object->path = info->dlpi_name[0] ? info->dlpi_name : "the program";
	object->base = info->dlpi_addr;
	for (unsigned int i = 0; i < info->dlpi_phnum; i++) {
		const Elf64_Phdr *part = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + part->p_vaddr;

		if (part->p_type == PT_LOAD && self - start < part->p_memsz)
			return false;
		if (part->p_type == PT_DYNAMIC)
			dynamic = (const void *)start; /* NOLINT(performance-no-int-to-ptr) */
		if (part->p_type == PT_GNU_RELRO) {
			/* Whole pages only, as the loader rounds it. */
			object->sealed = start & ~(page - 1);
			object->sealed_end = (start + part->p_memsz) & ~(page - 1);
		}
	}
	return dynamic && read_dynamic(object, dynamic);
}

/* Stores into the entry, opening its page when it is sealed. */
static int
store(const struct object *object, uintptr_t *entry, const struct hook *hook)
{
	bool sealed = (uintptr_t)entry >= object->sealed && (uintptr_t)entry < object->sealed_end;
	void *page = (char *)entry - ((uintptr_t)entry & (hook->page - 1));

	if (sealed && mprotect(page, hook->page, PROT_READ | PROT_WRITE))
		return -errno;
	__atomic_store_n(entry, hook->own, __ATOMIC_RELEASE);
	if (sealed && mprotect(page, hook->page, PROT_READ))
		return -errno;
	return 0;
}

static void
change(const struct object *object, const struct relocations *relocations, struct hook *hook)
{
	for (size_t i = 0; i < relocations->size / sizeof(*relocations->rows); i++) {
		const Elf64_Rela *row = &relocations->rows[i];
		uintptr_t *entry =
		        (uintptr_t *)(object->base + row->r_offset); /* NOLINT(performance-no-int-to-ptr) */
		const Elf64_Sym *symbol = &object->symbols[ELF64_R_SYM(row->r_info)];
		unsigned int type = ELF64_R_TYPE(row->r_info);
		int code;

		if ((type != RELOC_SLOT && type != RELOC_ENTRY) ||
		    strcmp(object->names + symbol->st_name, hook->symbol) != 0 || *entry == hook->own)
			continue;
		code = store(object, entry, hook);
		if (code == 0)
			hook->changed++;
		else if (hook->code == 0)
			hook->code =
			        err_set(hook->err, code, "cannot lead the calls of %s to %s: mprotect: %s",
			                object->path, hook->symbol, strerror(-code));
	}
}

static int
visit(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct object object = {0};
	struct hook *hook = arg;

	(void)size;
	if (read_object(&object, info, hook->page)) {
		change(&object, &object.calls, hook);
		change(&object, &object.data, hook);
	}
	return 0;
}

int
plt_hook(const char *symbol, void *own, struct err *err)
{
	struct hook hook = {
	        .symbol = symbol, .own = (uintptr_t)own, .page = (size_t)sysconf(_SC_PAGESIZE), .err = err};

	dl_iterate_phdr(visit, &hook);
	return hook.code ? hook.code : hook.changed;
}
