;; A session of Emacs's own client eglot with `lbc lsp`; prints `ok` or what is wrong, one line a check.
;; Arguments in the environment: LBC, the program; WORK, a folder with topo.lb and hosts.lb; SETUP, what spec/editor.md
;; tells a person to put into their init file.
(let ((default-directory "/usr/share/emacs/site-lisp/elpa-src/")) (normal-top-level-add-subdirs-to-load-path))
(require 'cl-lib)
(let ((bin (expand-file-name "bin" (getenv "WORK"))))
  (make-directory bin)
  (make-symbolic-link (getenv "LBC") (expand-file-name "lbc" bin))
  (push bin exec-path)
  (setenv "PATH" (concat bin ":" (getenv "PATH"))))
(load-file (getenv "SETUP"))
(setq eglot-sync-connect 30 eglot-autoshutdown nil make-backup-files nil
      project-find-functions (list (lambda (_) (cons 'transient (file-name-as-directory (getenv "WORK"))))))

(defvar failed nil)
(defun check (name ok &optional seen)
  (unless ok (setq failed t))
  (princ (if ok (format "ok %s\n" name) (format "WRONG %s: %S\n" name seen))))
(defun await (condition)
  (let ((end (+ (float-time) 10)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) end)) (accept-process-output nil 0.02))
    found))
(defun told ()
  "Tells the server what was typed: idle timers do not run in batch."
  (eglot--signal-textDocument/didChange))
(defun problems ()
  "What is shown, but that the topology is too small to be wise."
  (flymake-start)
  (cl-remove-if (lambda (d) (string-match "hygiene/" (flymake-diagnostic-text d))) (flymake-diagnostics)))
(defun texts () (mapcar #'flymake-diagnostic-text (problems)))
(defun covered (d) (buffer-substring-no-properties (flymake-diagnostic-beg d) (flymake-diagnostic-end d)))
(defun behind (word) (goto-char (point-min)) (search-forward word))
(defun ask (method) (jsonrpc-request (eglot-current-server) method (eglot--TextDocumentPositionParams)))
(defun text () (buffer-substring-no-properties (point-min) (point-max)))

(condition-case err
    (progn
      (find-file (expand-file-name "topo.lb" (getenv "WORK")))
      (apply #'eglot (eglot--guess-contact))
      (flymake-mode 1)
      (check "the server is found by what the page says" (eglot-managed-p))
      (await #'problems)
      (check "a mistake is shown" (equal (length (problems)) 1) (texts))
      (check "its place is right behind letters of three and four bytes"
             (equal (mapcar #'covered (problems)) '("lvs9")) (mapcar #'covered (problems)))

      (behind "lvs9") (delete-char -1) (insert "1") (told)
      (check "what is typed takes it away" (await (lambda () (null (problems)))) (texts))

      ;; No buffer shows it. Emacs hears of files where it waits for keys.
      (let* ((other (expand-file-name "hosts.lb" (getenv "WORK")))
             (before (with-temp-buffer (insert-file-contents other) (buffer-string))))
        (write-region (replace-regexp-in-string "lvs1" "lvs7" before) nil other nil 'silent)
        (check "a file that changes on disk is read again"
               (await (lambda () (read-event nil nil 0.02) (problems))) (texts))
        (write-region before nil other nil 'silent)
        (check "and once more" (await (lambda () (read-event nil nil 0.02) (null (problems)))) (texts)))

      (behind "lvs1") (backward-char 1)
      (let ((hover (plist-get (plist-get (ask :textDocument/hover) :contents) :value)))
        (check "a hover shows the declaration" (string-match-p "host lvs1" hover) hover))
      (let ((found (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot))))
        (check "a definition is found in the included file"
               (string-suffix-p "hosts.lb" (xref-location-group (xref-item-location (car found)))) found))

      (behind "on lvs1 }") (insert "; par") (told)
      (let* ((answer (ask :textDocument/completion))
             (items (if (vectorp answer) answer (plist-get answer :items))))
        (check "a word is completed behind other letters"
               (cl-find "param" items :test #'equal :key (lambda (i) (plist-get i :label))) items))
      (delete-char -5) (told)

      (behind "lvs1") (backward-char 1)
      ;; Whether to change a file that no buffer shows.
      (cl-letf (((symbol-function 'y-or-n-p) (lambda (_) t))) (eglot-rename "director"))
      (check "a rename changes the place" (string-match-p "on director }" (text)) (text))
      (check "a rename changes the included file"
             (with-current-buffer (find-file-noselect (expand-file-name "hosts.lb" (getenv "WORK")))
               (string-match-p "甲 🏔\"; host director {" (text)))
             (with-current-buffer (find-buffer-visiting (expand-file-name "hosts.lb" (getenv "WORK"))) (text)))
      (told)
      (accept-process-output nil 0.5)
      (check "the server is told of one file" (await (lambda () (equal (length (problems)) 1))) (texts))
      (with-current-buffer (find-buffer-visiting (expand-file-name "hosts.lb" (getenv "WORK"))) (told))
      (check "and of the other, which is not saved: nothing is wrong" (await (lambda () (null (problems)))) (texts))

      (goto-char (point-max)) (insert "host   x{eth0 10.0.0.77} # 中文\n")
      (eglot-format-buffer)
      (check "the file is formatted" (string-match-p "^host x { eth0 10.0.0.77 } +# 中文$" (text)) (text))

      (goto-char (point-max)) (insert "param peak \"中 🏔\"; waive arp/mute because \"旧\"\n") (told)
      (check "a rule is asked of what is typed"
             (await (lambda () (cl-some (lambda (one) (string-match-p "waiver" one)) (texts)))) (texts))
      (behind "waive arp")
      (let* ((actions (append (eglot-code-actions (point) (point) "quickfix") nil))
             (fix (cl-find "remove the waiver" actions :test #'equal :key (lambda (a) (plist-get a :title)))))
        (check "a quick fix is offered" fix actions)
        (eglot--apply-workspace-edit (plist-get fix :edit))
        (check "the quick fix takes what it should" (string-match-p "🏔\";? *\n\\'" (text)) (text)))
      (eglot-shutdown (eglot-current-server))
      (check "the server stops" (null (eglot-current-server))))
  (error (setq failed t) (princ (format "WRONG %S\n" err))))
(kill-emacs (if failed 1 0))
