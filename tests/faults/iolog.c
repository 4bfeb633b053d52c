/* Stands between a program and the disk: LD_PRELOAD=iolog.so.
 *
 * After iolog_begin(folder, log), everything that is done to files below the folder is written to
 * the log in its true order: one record of
 *
 *     operation, 1 byte    O opened, W written, T cut to a length, S synced, U unlinked,
 *                          R renamed, D a folder synced, A a word of the file ACK, F made to fail
 *     name, 128 bytes      below the folder, padded with zeros
 *     offset, 8 bytes      little endian; of T the new length
 *     length, 8 bytes      of the data that follow; of R the new name
 *
 * After iolog_fail(n, err, sticky), the n-th write, truncation or sync below the folder fails with
 * that errno: that one only, or every one from then on.  Nothing here is thread-safe by luck: one
 * lock is held over each record.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define NAME_BYTES 128
#define FILES 4096

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char folder[512];
static size_t folder_length;
static int log_fd = -1;
static char names[FILES][NAME_BYTES];
static char is_folder[FILES];
static long calls, failing_call;
static int failing_errno, failing_sticky;

#define REAL(kind, name, ...)                                              \
    static kind (*real)(__VA_ARGS__);                                      \
    if (!real) real = (kind (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static const char *below(const char *path) {
    if (!folder_length || !path || strncmp(path, folder, folder_length)) return NULL;
    if (path[folder_length] == 0) return "";
    return path[folder_length] == '/' ? path + folder_length + 1 : NULL;
}

static void record(char operation, const char *name, uint64_t offset, const void *data,
                   uint64_t length) {
    char head[1 + NAME_BYTES + 16] = {0};
    if (log_fd < 0) return;
    head[0] = operation;
    strncpy(head + 1, name, NAME_BYTES - 1);
    memcpy(head + 1 + NAME_BYTES, &offset, 8);
    memcpy(head + 9 + NAME_BYTES, &length, 8);
    struct iovec parts[2] = {{head, sizeof head}, {(void *)data, length}};
    syscall(SYS_writev, log_fd, parts, length ? 2 : 1);
}

static const char *known(int fd) {
    return folder_length && fd >= 0 && fd < FILES && names[fd][0] ? names[fd] : NULL;
}

/* Answers whether this call is the one that fails; the caller holds the lock. */
static int fails(const char *name, char operation) {
    if (!strcmp(name, "ACK")) return 0;
    calls++;
    if (!failing_call || calls < failing_call) return 0;
    if (calls > failing_call && !failing_sticky) return 0;
    record('F', name, 0, &operation, 1);
    errno = failing_errno;
    return 1;
}

void iolog_begin(const char *path, const char *log) {
    strncpy(folder, path, sizeof folder - 1);
    folder_length = strlen(folder);
    memset(names, 0, sizeof names);
    memset(is_folder, 0, sizeof is_folder);
    calls = failing_call = 0;
    log_fd = log ? syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
}

void iolog_end(void) {
    folder_length = 0;
    if (log_fd >= 0) syscall(SYS_close, log_fd);
    log_fd = -1;
}

void iolog_fail(long n, int err, int sticky) {
    pthread_mutex_lock(&turn);
    calls = 0;
    failing_call = n;
    failing_errno = err;
    failing_sticky = sticky;
    pthread_mutex_unlock(&turn);
}

long iolog_calls(void) { return calls; }

static void opened(int fd, const char *path, int flags) {
    const char *name = below(path);
    if (fd < 0 || fd >= FILES) return;
    names[fd][0] = is_folder[fd] = 0;
    if (!name) return;
    struct stat about;
    if (fstat(fd, &about)) return;
    pthread_mutex_lock(&turn);
    strncpy(names[fd], *name ? name : ".", NAME_BYTES - 1);
    is_folder[fd] = S_ISDIR(about.st_mode);
    if (!is_folder[fd] && flags & (O_CREAT | O_TRUNC))
        record('O', names[fd], flags & O_TRUNC ? 1 : 0, NULL, 0);
    pthread_mutex_unlock(&turn);
}

#define OPEN(function)                                                     \
    int function(const char *path, int flags, ...) {                       \
        REAL(int, #function, const char *, int, ...);                      \
        mode_t mode = 0;                                                   \
        if (flags & (O_CREAT | O_TMPFILE)) {                               \
            va_list more;                                                  \
            va_start(more, flags);                                         \
            mode = va_arg(more, mode_t);                                   \
            va_end(more);                                                  \
        }                                                                  \
        int fd = real(path, flags, mode);                                  \
        int kept = errno;                                                  \
        opened(fd, path, flags);                                           \
        errno = kept;                                                      \
        return fd;                                                         \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    REAL(int, "close", int);
    if (fd >= 0 && fd < FILES) names[fd][0] = is_folder[fd] = 0;
    return real(fd);
}

static ssize_t written(int fd, const void *data, size_t length, int64_t offset, int is_placed) {
    const char *name = known(fd);
    ssize_t done;
    if (!name)
        return is_placed ? syscall(SYS_pwrite64, fd, data, length, offset)
                         : syscall(SYS_write, fd, data, length);
    pthread_mutex_lock(&turn);
    if (fails(name, 'W')) {
        pthread_mutex_unlock(&turn);
        return -1;
    }
    if (!is_placed) offset = lseek(fd, 0, SEEK_CUR);
    done = is_placed ? syscall(SYS_pwrite64, fd, data, length, offset)
                     : syscall(SYS_write, fd, data, length);
    if (done > 0) record(strcmp(name, "ACK") ? 'W' : 'A', name, offset, data, done);
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t write(int fd, const void *data, size_t length) { return written(fd, data, length, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    return written(fd, data, length, offset, 1);
}
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    return written(fd, data, length, offset, 1);
}

static int cut(int fd, int64_t length) {
    const char *name = known(fd);
    int done;
    if (!name) return syscall(SYS_ftruncate, fd, length);
    pthread_mutex_lock(&turn);
    if (fails(name, 'T')) {
        pthread_mutex_unlock(&turn);
        return -1;
    }
    done = syscall(SYS_ftruncate, fd, length);
    if (!done) record('T', name, length, NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

static int synced(int fd, long call) {
    const char *name = known(fd);
    int done;
    if (!name) return syscall(call, fd);
    pthread_mutex_lock(&turn);
    if (fails(name, 'S')) {
        pthread_mutex_unlock(&turn);
        return -1;
    }
    done = syscall(call, fd);
    if (!done) record(is_folder[fd] ? 'D' : 'S', name, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    const char *name = below(path);
    if (!name) return real(path);
    pthread_mutex_lock(&turn);
    int done = real(path);
    if (!done) record('U', name, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    const char *old = below(from), *name = below(to);
    if (!old || !name) return real(from, to);
    pthread_mutex_lock(&turn);
    int done = fails(old, 'R') ? -1 : real(from, to);
    if (!done) record('R', old, 0, name, strlen(name));
    pthread_mutex_unlock(&turn);
    return done;
}
